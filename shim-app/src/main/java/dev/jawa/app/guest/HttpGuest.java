package dev.jawa.app.guest;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.WasiContext;

/// A component behind an HTTP listener.
final class HttpGuest implements Guest {

  private final String name;
  private final LinkedComponent<WasiContext> component;
  private final HostRandom random;

  HttpGuest(String name, LinkedComponent<WasiContext> component, HostRandom random) {
    this.name = name;
    this.component = component;
    this.random = random;
  }

  @Override
  public GuestKind kind() {
    return GuestKind.HTTP;
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    throw new UnsupportedOperationException(name + component + random + spec);
  }
}
