package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.http.ProxyMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A started guest.
public interface GuestProcess {

  /// Completes, never exceptionally, when everything the guest had is released.
  CompletableFuture<Exit> exit();

  /// SIGTERM and SIGINT as the contract has them for the guest's kind, SIGKILL ends at once;
  /// another signal ends a guest that is no HTTP server with 128 + signal. Returns at once.
  void signal(int signal);

  /// Where an HTTP guest listens by TCP, else `null`.
  @Nullable InetSocketAddress address();

  /// What the server of an HTTP guest counts, else `null`.
  default @Nullable ProxyMetrics metrics() {
    return null;
  }

  /// Has another guest answer the requests of a route from now on; those under way end where they
  /// began.
  ///
  /// @throws GuestException if it is not an HTTP guest
  default void replace(Route route, Guest guest) {
    throw new GuestException("only HTTP guests can be replaced");
  }

  /// Reads the server's certificates again.
  ///
  /// @throws IOException if one is not what it should be; then all stays as it was
  default void reloadCertificates() throws IOException {}

  /// How a guest ended.
  ///
  /// @param code the exit status for the contract's CLI: the guest's own, 134 after a trap, 128 +
  ///   signal
  /// @param trap the reason with a wasm backtrace, several lines, if it trapped; else `null`
  /// @param kind what kind of trap it was, where that is known
  record Exit(int code, @Nullable String trap, Trap.@Nullable Kind kind) {

    public Exit(int code, @Nullable String trap) {
      this(code, trap, null);
    }
  }
}
