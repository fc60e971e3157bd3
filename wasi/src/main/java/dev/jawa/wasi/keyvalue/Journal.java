package dev.jawa.wasi.keyvalue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Remembers what is done to a bucket. Called under the bucket's lock.
interface Journal extends AutoCloseable {

  /// One change.
  ///
  /// @param value `null` where the key is deleted
  record Change(String key, byte @Nullable [] value) {

    static Change set(Map.Entry<String, byte[]> entry) {
      return new Change(entry.getKey(), entry.getValue());
    }
  }

  /// Keeps the changes, all or none, before they are done.
  ///
  /// @param now what the bucket holds without them
  void append(List<Change> changes, SortedMap<String, byte[]> now) throws IOException;

  @Override
  void close();

  /// Remembers nothing.
  Journal NONE =
      new Journal() {
        @Override
        public void append(List<Change> changes, SortedMap<String, byte[]> now) {}

        @Override
        public void close() {}
      };
}
