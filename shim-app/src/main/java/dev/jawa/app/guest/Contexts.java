package dev.jawa.app.guest;

import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.HttpTransport;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.Map;

/// What one start of a guest gets, as capabilities.
final class Contexts {

  private Contexts() {}

  static WasiContext of(GuestSpec spec, HostRandom random, HttpTransport http) {
    return of(spec, random, http, spec.stdio(), spec.environment())
        .preopens(spec.preopens())
        .build();
  }

  /// For one of many instances of the same start, which share everything but these; without the
  /// directories, which are not closed with each of them.
  static WasiContext.Builder of(
      GuestSpec spec,
      HostRandom random,
      HttpTransport http,
      Stdio stdio,
      Map<String, String> environment) {
    ComponentServices services = spec.services();
    WasiContext.Builder builder = WasiContext.builder(stdio, random);
    if (services.config() != null) {
      builder.config(services.config());
    }
    if (services.keyValue() != null) {
      builder.keyValue(services.keyValue());
    }
    return builder
        .args(spec.args())
        .environment(environment)
        .initialCwd(spec.initialCwd())
        .network(spec.network())
        .sockets(spec.sockets())
        .limits(spec.wasiLimits())
        .http(http);
  }
}
