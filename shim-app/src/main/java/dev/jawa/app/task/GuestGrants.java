package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jawa.app.guest.ComponentServices;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.task.GuestSettings.Setting;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.wasi.ctx.AddressRange;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.NetworkRules.Privates;
import dev.jawa.wasi.ctx.WasiLimits;
import dev.jawa.wasi.keyvalue.Bucket;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import dev.jawa.wasi.sys.DirectoryOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a container's guest may take from the host, by settings of the names that `jawa run` has
/// for it behind `-S`, those of Jawa alone without `jawa-`. Lists are separated by commas.
///
/// @param network which remote addresses are denied; whether it has sockets at all is another's
///   decision
/// @param openFiles how many files it may have open at a time
record GuestGrants(
    NetworkRules network, WasiLimits limits, ComponentServices services, int openFiles) {

  /// All settings that are read here.
  static final Set<String> NAMES =
      Set.of(
          "allow-connect",
          "deny-connect",
          "deny-private",
          "config",
          "config-var",
          "keyvalue",
          "keyvalue-in-memory-data",
          "keyvalue-max-size",
          "max-resources",
          "hostcall-fuel",
          "max-random-size",
          "max-http-fields-size",
          "max-open-files");

  /// @param settings finds a setting by its name
  static GuestGrants of(Function<String, @Nullable Setting> settings) {
    return new Reader(settings).read();
  }

  /// Which remote addresses it may use, and by what: as runwasi has it, the network of a command is
  /// its namespace, a handler has only HTTP.
  NetworkRules networkOf(GuestKind kind) {
    return kind == GuestKind.HTTP ? network : network.withSockets();
  }

  private record Reader(Function<String, @Nullable Setting> settings) {

    GuestGrants read() {
      WasiLimits limits = WasiLimits.DEFAULT;
      ComponentLimits components = ComponentLimits.DEFAULT;
      long callBytes = number("hostcall-fuel", limits.callBytes(), Long.MAX_VALUE);
      limits =
          limits
              .withCallBytes(callBytes)
              .withRandomBytes(size("max-random-size", limits.randomBytes()))
              .withFieldsBytes(size("max-http-fields-size", limits.fieldsBytes()));
      components =
          new ComponentLimits(
              (int) number("max-resources", components.maxHandles(), (1 << 28) - 1), callBytes);
      return new GuestGrants(
          network(),
          limits,
          new ComponentServices(config(), keyValue(), components),
          size("max-open-files", DirectoryOptions.DEFAULT_OPEN_FILES));
    }

    private NetworkRules network() {
      NetworkRules none = NetworkRules.NO_SOCKETS;
      return new NetworkRules(
          none.protocols(),
          none.nameLookup(),
          none.reach(),
          ranges("allow-connect"),
          none.bind(),
          ranges("deny-connect"),
          flag("deny-private") ? Privates.DENIED : Privates.REACHABLE);
    }

    private @Nullable Map<String, String> config() {
      return flag("config") ? pairs("config-var") : null;
    }

    private @Nullable KeyValueStores keyValue() {
      if (!flag("keyvalue")) {
        return null;
      }
      Map<String, byte[]> data = new LinkedHashMap<>();
      pairs("keyvalue-in-memory-data")
          .forEach((key, value) -> data.put(key, value.getBytes(UTF_8)));
      long most = number("keyvalue-max-size", Bucket.DEFAULT_MAX_BYTES, Long.MAX_VALUE);
      return new KeyValueStores(Map.of("", Bucket.inMemory(data, most)));
    }

    private List<AddressRange> ranges(String name) {
      Setting setting = settings.apply(name);
      List<AddressRange> ranges = new ArrayList<>();
      if (setting == null) {
        return ranges;
      }
      for (String text : list(setting)) {
        try {
          ranges.add(AddressRange.parse(text.strip()));
        } catch (IllegalArgumentException e) {
          throw setting.wrong(String.valueOf(e.getMessage()));
        }
      }
      return ranges;
    }

    private Map<String, String> pairs(String name) {
      Setting setting = settings.apply(name);
      Map<String, String> pairs = new LinkedHashMap<>();
      if (setting == null) {
        return pairs;
      }
      for (String text : list(setting)) {
        int equals = text.indexOf('=');
        if (equals < 0) {
          throw setting.wrong("not a list of NAME=VALUE");
        }
        pairs.put(text.substring(0, equals), text.substring(equals + 1));
      }
      return pairs;
    }

    private static List<String> list(Setting setting) {
      return setting.value().isBlank() ? List.of() : List.of(setting.value().split(","));
    }

    private boolean flag(String name) {
      Setting setting = settings.apply(name);
      return setting != null && GuestSettings.flag(setting);
    }

    private int size(String name, int otherwise) {
      return (int) number(name, otherwise, Integer.MAX_VALUE);
    }

    private long number(String name, long otherwise, long most) {
      Setting setting = settings.apply(name);
      if (setting == null) {
        return otherwise;
      }
      long value = GuestSettings.number(setting, most);
      if (value == 0) {
        throw setting.wrong("at least 1");
      }
      return value;
    }
  }
}
