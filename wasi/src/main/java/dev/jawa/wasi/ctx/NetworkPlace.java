package dev.jawa.wasi.ctx;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.Callable;

/// The network namespace that a guest's sockets belong to. A socket belongs to the namespace of the
/// thread that makes it, so every channel is opened through this.
public interface NetworkPlace {

  /// Runs `action` on a thread that is in the place, and waits for it.
  <T> T call(Callable<T> action) throws Exception;

  /// The addresses of a host name, as programs in the place find them, at least one; blocks.
  ///
  /// @throws java.net.UnknownHostException if there is no such name
  default List<InetAddress> lookUp(String name) throws Exception {
    return List.of(call(() -> InetAddress.getAllByName(name)));
  }

  /// The namespace of this process.
  NetworkPlace HERE =
      new NetworkPlace() {
        @Override
        public <T> T call(Callable<T> action) throws Exception {
          return action.call();
        }
      };
}
