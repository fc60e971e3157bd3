package dev.jawa.app.cli;

import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasiKeys;
import dev.jawa.wasi.ctx.WasiLimits;
import org.jspecify.annotations.Nullable;

/// What `-S` means for the host.
record WasiOptions(OptionValues values) {

  /// @throws UsageException if two options exclude each other
  WasiOptions {
    if (values.has(WasiKeys.CLI) && values.has(WasiKeys.COMMON)) {
      throw new UsageException("-S common is the old name of -S cli; give one of them");
    }
  }

  WasiLimits limits() {
    WasiLimits limits = WasiLimits.DEFAULT;
    Long random = values.get(WasiKeys.MAX_RANDOM_SIZE);
    Long fields = values.get(WasiKeys.MAX_HTTP_FIELDS_SIZE);
    limits =
        random == null ? limits : limits.withRandomBytes(bytes(WasiKeys.MAX_RANDOM_SIZE, random));
    return fields == null
        ? limits
        : limits.withFieldsBytes(bytes(WasiKeys.MAX_HTTP_FIELDS_SIZE, fields));
  }

  private static int bytes(OptionKey<Long> key, long value) {
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new UsageException(
          key.option() + ": " + value + " is not between 1 and " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  NetworkOptions network() {
    NetworkOptions defaults = NetworkOptions.DEFAULT;
    return new NetworkOptions(
        values.get(WasiKeys.TCP, defaults.tcp()),
        values.get(WasiKeys.UDP, defaults.udp()),
        values.get(WasiKeys.INHERIT_NETWORK, defaults.inheritNetwork()),
        values.get(WasiKeys.ALLOW_IP_NAME_LOOKUP, defaults.nameLookup()));
  }

  boolean inheritEnv() {
    return values.get(WasiKeys.INHERIT_ENV, false);
  }

  boolean inheritStdin() {
    return values.get(WasiKeys.INHERIT_STDIN, true);
  }

  boolean inheritStdout() {
    return values.get(WasiKeys.INHERIT_STDOUT, true);
  }

  boolean inheritStderr() {
    return values.get(WasiKeys.INHERIT_STDERR, true);
  }

  boolean http() {
    return values.get(WasiKeys.HTTP, false);
  }

  @Nullable String cwd() {
    return values.get(WasiKeys.CWD);
  }
}
