package dev.jawa.app.guest;

import dev.jawa.http.HttpProxyServer;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// An HTTP guest that listens. SIGINT and SIGTERM drain it, a second one and SIGKILL end it at
/// once; other signals mean nothing to it.
final class HttpGuestProcess implements GuestProcess {

  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private final HttpProxyServer server;
  private final GuestSpec spec;
  private final Runnable whenEnded;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();

  /// The signal that ends it, 0 as long as none did.
  private final AtomicInteger ending = new AtomicInteger();

  /// @param whenEnded frees what the server needed
  HttpGuestProcess(HttpProxyServer server, GuestSpec spec, Runnable whenEnded) {
    this.server = server;
    this.spec = spec;
    this.whenEnded = whenEnded;
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public void signal(int signal) {
    if (signal == SIGKILL) {
      ending.set(SIGKILL);
      begin(this::close);
    } else if (signal == SIGINT || signal == SIGTERM) {
      begin(ending.compareAndSet(0, signal) ? this::drain : this::close);
    }
  }

  /// Not on a virtual thread: guests that compute may hold all their carriers.
  private void begin(Runnable end) {
    Thread.ofPlatform().name("ending an HTTP guest").start(end);
  }

  private void drain() {
    server.drain(spec.http().grace()).join();
    ended();
  }

  private void close() {
    server.close();
    ended();
  }

  private void ended() {
    whenEnded.run();
    spec.preopens().forEach(preopen -> preopen.directory().close());
    int signal = ending.get();
    exit.complete(new Exit(signal == SIGINT ? 0 : 128 + signal, null));
  }

  @Override
  public InetSocketAddress address() {
    return server.address();
  }
}
