package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.WasiLimits;
import org.jspecify.annotations.Nullable;

/// `-S`: what the host offers.
final class WasiOptions {

  static final OptionGroup<WasiOptions> GROUP =
      new OptionGroup<WasiOptions>("wasi", "-S", "wasi")
          .flag("inherit-env", "Give the guest the whole environment.", (o, v) -> o.env = v)
          .flag("inherit-stdin", "Give the guest stdin (default y).", (o, v) -> o.stdin = v)
          .flag("inherit-stdout", "Give the guest stdout (default y).", (o, v) -> o.stdout = v)
          .flag("inherit-stderr", "Give the guest stderr (default y).", (o, v) -> o.stderr = v)
          .text("cwd", "The working directory that the guest is told.", (o, v) -> o.cwd = v)
          .flag("http", "Allow outgoing HTTP requests.", (o, v) -> o.http = v)
          .alwaysOn("cli", "common", "preview2", "cli-exit-with-code")
          .flag(
              "inherit-network",
              "Let sockets reach every address.",
              (o, v) -> o.network = o.network.withInheritNetwork(v))
          .flag(
              "allow-ip-name-lookup",
              "Let the guest look names up.",
              (o, v) -> o.network = o.network.withNameLookup(v))
          .flag("tcp", "Allow TCP sockets (default y).", (o, v) -> o.network = o.network.withTcp(v))
          .flag("udp", "Allow UDP sockets (default y).", (o, v) -> o.network = o.network.withUdp(v))
          .ignored("network-error-code")
          .ignored("p3", "preview0", "hostcall-fuel", "http-outgoing-body-buffer-chunks")
          .ignored("http-outgoing-body-chunk-size")
          .number(
              "max-random-size",
              "Most random bytes of one call.",
              (o, v) -> o.limits = o.limits.withRandomBytes(bytes(v)))
          .number(
              "max-http-fields-size",
              "Most bytes of a set of HTTP headers.",
              (o, v) -> o.limits = o.limits.withFieldsBytes(bytes(v)))
          .lacking("max-resources")
          .lacking("max-component-handles", "config", "config-var", "keyvalue")
          .lacking("keyvalue-in-memory-data", "nn", "nn-graph", "tls", "threads")
          .lacking("listenfd", "tcplisten");

  private WasiLimits limits = WasiLimits.DEFAULT;
  private NetworkOptions network = NetworkOptions.DEFAULT;
  private boolean env;
  private boolean stdin = true;
  private boolean stdout = true;
  private boolean stderr = true;
  private boolean http;
  private @Nullable String cwd;

  private static int bytes(long value) {
    if (value <= 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(value + " is not between 1 and " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  WasiLimits limits() {
    return limits;
  }

  NetworkOptions network() {
    return network;
  }

  boolean inheritEnv() {
    return env;
  }

  boolean inheritStdin() {
    return stdin;
  }

  boolean inheritStdout() {
    return stdout;
  }

  boolean inheritStderr() {
    return stderr;
  }

  boolean http() {
    return http;
  }

  @Nullable String cwd() {
    return cwd;
  }
}
