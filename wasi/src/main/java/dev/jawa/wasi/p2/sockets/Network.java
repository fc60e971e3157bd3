package dev.jawa.wasi.p2.sockets;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.option;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.IoError;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:sockets/network`, and its resource: a handle that stands for the network of the context.
public final class Network {

  public static final HostResource<Network> RESOURCE =
      HostResource.of("network", Network.class, _ -> {});

  Network() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:sockets/network", WitTypes.VERSION)
        .resource(RESOURCE)
        .func(
            "network-error-code",
            func(param("err", IoError.RESOURCE.borrow())).returns(option(ErrorCode.TYPE)),
            (_, args) ->
                ((IoError) args[0]).cause() instanceof SocketFailure failure
                    ? Optional.of(failure.code().ordinal())
                    : Optional.empty())
        .build();
  }
}
