package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
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

  /// Where an HTTP guest listens, else `null`.
  @Nullable InetSocketAddress address();

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
