package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:sockets/udp-create-socket`.
public final class UdpCreateSocket {

  private UdpCreateSocket() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:sockets/udp-create-socket", WitTypes.VERSION)
        .func(
            "create-udp-socket",
            func(param("address-family", IpFamily.TYPE))
                .returns(result(UdpSocket.RESOURCE.own(), ErrorCode.TYPE)),
            SocketFailure.call((context, args) -> UdpSocket.open(context, IpFamily.of(args[0]))))
        .build();
  }
}
