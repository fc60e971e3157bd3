package dev.jawa.app.daemon;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.shim.grpc.GrpcServer;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcServer;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sockets on which the daemon is asked.
///
/// @param grpc is there only where the configuration wants it: no class of gRPC is loaded
///   otherwise, and none is on the class path
record Endpoints(TtrpcServer ttrpc, @Nullable GrpcServer grpc) {

  static Endpoints open(StateFolder state, List<TtrpcService> services, Protocol protocol)
      throws IOException {
    TtrpcServer ttrpc = TtrpcServer.listen(state.socket(), services, TtrpcOptions.DEFAULT);
    return switch (protocol) {
      case TTRPC -> new Endpoints(ttrpc, null);
      case GRPC -> new Endpoints(ttrpc, grpc(state, services));
    };
  }

  private static GrpcServer grpc(StateFolder state, List<TtrpcService> services)
      throws IOException {
    try {
      return GrpcServer.listen(state.grpcSocket(), services, TtrpcOptions.DEFAULT);
    } catch (LinkageError e) {
      throw new ConfigurationException(
          "jawa.daemon.protocol=grpc: a class of gRPC is missing (%s); is there a lib/grpc?"
              .formatted(e.getMessage()));
    }
  }

  /// Where they are, for people.
  String places() {
    return grpc == null
        ? ttrpc.socket().toString()
        // Nobody would find out otherwise why containerd goes on with ttrpc.
        : "%s, and by gRPC on %s, of which containerd up to 2.4.2 is not told as it cannot use it"
            .formatted(ttrpc.socket(), grpc.socket());
  }

  void close() throws IOException, InterruptedException {
    ttrpc.close();
    if (grpc != null) {
      grpc.close();
    }
  }
}
