package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.http.HttpProxyServer;
import dev.jawa.http.ProxyMetrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An HTTP guest that listens. SIGINT and SIGTERM drain it, a second one and SIGKILL end it at
/// once; other signals mean nothing to it.
final class HttpGuestProcess implements GuestProcess {

  private static final int SIGINT = 2;
  private static final int SIGKILL = 9;
  private static final int SIGTERM = 15;

  private final HttpProxyServer server;
  private final HttpServing serving;
  private final GuestSpec spec;
  private final ServerFiles files;
  private final RoutedRequests requests;
  private final CompletableFuture<Exit> exit = new CompletableFuture<>();

  /// The signal that ends it, 0 as long as none did.
  private final AtomicInteger ending = new AtomicInteger();

  HttpGuestProcess(
      HttpProxyServer server, HttpServing serving, ServerFiles files, RoutedRequests requests) {
    this.server = server;
    this.serving = serving;
    this.spec = serving.spec();
    this.files = files;
    this.requests = requests;
  }

  @Override
  public ProxyMetrics metrics() {
    return server.metrics();
  }

  @Override
  public void replace(Route route, Guest guest) {
    HttpGuest http = HttpGuest.of(guest);
    http.require(spec);
    requests.replace(route, http);
  }

  @Override
  public void reloadCertificates() throws IOException {
    files.reload();
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
    int signal = ending.get();
    ended(new Exit(signal == SIGINT ? 0 : 128 + signal, null));
  }

  private void ended(Exit how) {
    requests.close();
    serving.outgoing().close();
    files.close();
    spec.preopens().forEach(preopen -> preopen.directory().close());
    exit.complete(how);
  }

  /// Ends it because it has taken all the memory that it may have.
  void endOutOfMemory(Trap trap) {
    ending.set(SIGKILL);
    begin(() -> {
      server.close();
      ended(new Exit(GuestThread.TRAPPED, spec.traps().of(trap), Trap.Kind.MEMORY_LIMIT));
    });
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return server.listening() instanceof InetSocketAddress inet ? inet : null;
  }
}
