package dev.jawa.wasi.keyvalue;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The buckets that a guest may open, by their names; all instances of one start share them.
public final class KeyValueStores implements AutoCloseable {

  private final Map<String, Bucket> buckets;

  /// @param buckets closed with this; the empty name is that of the default bucket
  public KeyValueStores(Map<String, Bucket> buckets) {
    this.buckets = new LinkedHashMap<>(buckets);
  }

  /// The bucket of that name, or `null`.
  public @Nullable Bucket open(String name) {
    return buckets.get(name);
  }

  @Override
  public void close() {
    buckets.values().forEach(Bucket::close);
  }
}
