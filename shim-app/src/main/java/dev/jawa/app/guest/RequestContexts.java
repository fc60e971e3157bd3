package dev.jawa.app.guest;

import dev.jawa.http.ContextMaker;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.HttpTransport;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.LinkedHashMap;
import java.util.Map;

/// The contexts of the instances of an HTTP guest: alike, but each knows the number of its first
/// request.
///
/// @param output where the lines of all instances go
record RequestContexts(
    GuestSpec spec, HostRandom random, HttpTransport transport, HttpOutput output)
    implements ContextMaker {

  @Override
  public WasiContext make(long number) {
    HttpOutput.Lines lines = output.of(number);
    return Contexts.of(spec, random, transport, lines.stdio(), environment(number))
        .preopens(spec.preopens().stream().map(Preopen::lend).toList())
        .onClose(lines::close)
        .build();
  }

  private Map<String, String> environment(long number) {
    Map<String, String> environment = new LinkedHashMap<>(spec.environment());
    environment.put(spec.http().requestIdVariable(), Long.toString(number));
    return environment;
  }
}
