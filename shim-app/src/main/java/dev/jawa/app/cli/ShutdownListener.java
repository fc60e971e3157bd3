package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/// `--shutdown-addr`: the first connection begins the graceful shutdown, as SIGINT does.
final class ShutdownListener implements AutoCloseable {

  private final ServerSocket socket;

  private ShutdownListener(ServerSocket socket) {
    this.socket = socket;
  }

  /// Listens; `null` if no address is given.
  ///
  /// @throws GuestException if the address is taken; the guest has been ended then
  static @Nullable ShutdownListener open(
      @Nullable SocketAddressOption address, GuestProcess process) {
    if (address == null) {
      return null;
    }
    try {
      ServerSocket socket =
          new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()));
      Thread.ofVirtual().name("shutdown-addr").start(() -> waitForConnection(socket, process));
      return new ShutdownListener(socket);
    } catch (IOException e) {
      process.signal(Signals.KILL);
      throw new GuestException(
          "--shutdown-addr %s:%d: %s; choose another address"
              .formatted(address.host(), address.port(), e.getMessage()),
          e);
    }
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private static void waitForConnection(ServerSocket socket, GuestProcess process) {
    try {
      socket.accept().close();
      process.signal(Signals.INT);
    } catch (IOException e) {
      // Closed, because the guest has ended.
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The process ends in a moment anyway.
    }
  }
}
