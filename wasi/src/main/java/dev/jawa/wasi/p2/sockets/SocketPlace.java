package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.Blocking;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;

/// What sockets do with the context: open in its network, and ask for permission.
final class SocketPlace {

  private SocketPlace() {}

  /// Runs what makes a socket, or asks the network, in the guest's network.
  static <T> T in(WasiContext context, Callable<T> action) throws IOException {
    try {
      return context.network().call(action);
    } catch (IOException e) {
      throw e;
    } catch (InterruptedException e) {
      throw Blocking.interrupted();
    } catch (UnsupportedOperationException e) {
      throw new SocketFailure(ErrorCode.NOT_SUPPORTED);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// @throws SocketFailure `access-denied`
  static void requireAllowed(WasiContext context, SocketPolicy.Protocol protocol)
      throws SocketFailure {
    if (!context.sockets().allows(protocol)) {
      throw new SocketFailure(ErrorCode.ACCESS_DENIED);
    }
  }

  /// @throws SocketFailure `access-denied`
  static void requireAllowed(WasiContext context, SocketPolicy.Use use, InetSocketAddress address)
      throws SocketFailure {
    if (!context.sockets().allows(use, address)) {
      throw new SocketFailure(ErrorCode.ACCESS_DENIED);
    }
  }
}
