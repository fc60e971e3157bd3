package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.func;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:sockets/instance-network`.
public final class InstanceNetwork {

  private InstanceNetwork() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:sockets/instance-network", WitTypes.VERSION)
        .func("instance-network", func().returns(Network.RESOURCE.own()), (_, _) -> new Network())
        .build();
  }
}
