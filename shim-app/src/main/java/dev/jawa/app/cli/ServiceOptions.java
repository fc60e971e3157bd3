package dev.jawa.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jawa.app.guest.ComponentServices;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasiKeys;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.wasi.keyvalue.Bucket;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `-S` says of `wasi:config`, `wasi:keyvalue` and the limits of components.
final class ServiceOptions {

  private static final int MOST_HANDLES = (1 << 28) - 1;

  private ServiceOptions() {}

  /// Opens the stores; [ComponentServices#keyValue()] is to be closed.
  ///
  /// @throws GuestException if a file cannot be used
  static ComponentServices open(OptionValues values) {
    boolean config = values.get(WasiKeys.CONFIG, false);
    boolean keyValue = values.get(WasiKeys.KEYVALUE, false);
    return new ComponentServices(
        config ? pairs(values, WasiKeys.CONFIG_VAR) : null,
        keyValue ? stores(values) : null,
        limits(values));
  }

  private static ComponentLimits limits(OptionValues values) {
    ComponentLimits defaults = ComponentLimits.DEFAULT;
    long resources = values.get(WasiKeys.MAX_RESOURCES, (long) defaults.maxHandles());
    long handles = values.get(WasiKeys.MAX_COMPONENT_HANDLES, resources);
    return new ComponentLimits(
        (int) Math.clamp(Math.min(resources, handles), 0, MOST_HANDLES),
        Math.max(0, values.get(WasiKeys.HOSTCALL_FUEL, defaults.maxBytesPerCall())));
  }

  private static Map<String, String> pairs(
      OptionValues values, OptionKey<Map.Entry<String, String>> key) {
    Map<String, String> pairs = new LinkedHashMap<>();
    values.all(key).forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
    return pairs;
  }

  private static KeyValueStores stores(OptionValues values) {
    long most = values.get(WasiKeys.JAWA_KEYVALUE_MAX_SIZE, Bucket.DEFAULT_MAX_BYTES);
    Map<String, Bucket> buckets = new LinkedHashMap<>();
    try {
      for (String file : values.all(WasiKeys.JAWA_KEYVALUE_FILE)) {
        open(file, most, buckets);
      }
    } catch (IOException e) {
      buckets.values().forEach(Bucket::close);
      throw new GuestException("-S jawa-keyvalue-file: " + e.getMessage(), e);
    }
    buckets.computeIfAbsent("", _ -> inMemory(values, most));
    return new KeyValueStores(buckets);
  }

  private static void open(String text, long most, Map<String, Bucket> buckets) throws IOException {
    int colons = text.indexOf("::");
    String store = colons < 0 ? "" : text.substring(0, colons);
    @Nullable Bucket replaced =
        buckets.put(
            store, Bucket.inFile(Path.of(colons < 0 ? text : text.substring(colons + 2)), most));
    if (replaced != null) {
      replaced.close();
    }
  }

  private static Bucket inMemory(OptionValues values, long most) {
    Map<String, byte[]> data = new LinkedHashMap<>();
    pairs(values, WasiKeys.KEYVALUE_IN_MEMORY_DATA)
        .forEach((key, value) -> data.put(key, value.getBytes(UTF_8)));
    return Bucket.inMemory(data, most);
  }
}
