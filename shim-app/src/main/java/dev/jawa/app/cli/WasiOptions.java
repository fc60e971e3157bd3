package dev.jawa.app.cli;

import dev.jawa.app.guest.ComponentServices;
import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasiKeys;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.WasiLimits;
import dev.jawa.wasi.sys.DirectoryOptions;
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
    WasiLimits defaults = WasiLimits.DEFAULT;
    return defaults
        .withRandomBytes(size(WasiKeys.MAX_RANDOM_SIZE, defaults.randomBytes()))
        .withFieldsBytes(size(WasiKeys.MAX_HTTP_FIELDS_SIZE, defaults.fieldsBytes()))
        .withCallBytes(atLeastOne(WasiKeys.HOSTCALL_FUEL, defaults.callBytes(), Long.MAX_VALUE));
  }

  DirectoryOption.Opening directories() {
    return new DirectoryOption.Opening(
        size(WasiKeys.JAWA_MAX_OPEN_FILES, DirectoryOptions.DEFAULT_OPEN_FILES),
        values.get(WasiKeys.JAWA_PORTABLE_DIRECTORIES, false));
  }

  private int size(OptionKey<Long> key, int otherwise) {
    return (int) atLeastOne(key, otherwise, Integer.MAX_VALUE);
  }

  private long atLeastOne(OptionKey<Long> key, long otherwise, long most) {
    long value = values.get(key, otherwise);
    if (value <= 0 || value > most) {
      throw new UsageException(
          key.option() + ": " + Long.toUnsignedString(value) + " is not between 1 and " + most);
    }
    return value;
  }

  /// Which addresses sockets and HTTP may use.
  NetworkRules network() {
    return NetworkOptions.rules(values);
  }

  /// Opens what components get beyond WASI; its stores are to be closed.
  ComponentServices openServices() {
    return ServiceOptions.open(values);
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
