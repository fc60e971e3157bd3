package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:sockets/tcp-create-socket`.
public final class TcpCreateSocket {

  private TcpCreateSocket() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:sockets/tcp-create-socket", WitTypes.VERSION)
        .func(
            "create-tcp-socket",
            func(param("address-family", IpFamily.TYPE))
                .returns(result(TcpSocket.RESOURCE.own(), ErrorCode.TYPE)),
            SocketFailure.call((context, args) -> TcpSocket.open(context, IpFamily.of(args[0]))))
        .build();
  }
}
