package dev.jawa.http;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.http.loop.RequestThread;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.p2.http.ProxyGuest;
import java.io.IOException;

/// Answers each request with an instance of its own of a component that exports
/// `wasi:http/incoming-handler`, one that is as new. What the guest still holds is dropped when it
/// returns, on every way out.
public final class GuestHandler implements RequestHandler {

  private final InstancePool pool;

  /// @param pool closed by the caller
  public GuestHandler(InstancePool pool) {
    this.pool = pool;
  }

  @Override
  public void handle(HttpRequest request, Exchange exchange) throws IOException {
    // A start function may run long too, and there is no instance to interrupt yet.
    Interruptible making = new Interruptible();
    exchange.onAbort(making::interrupt);
    try (Lease lease = pool.take(exchange.number(), making)) {
      exchange.onAbort(lease::interrupt);
      letLoopsCarry(lease.instance());
      exchange.instanceReady();
      ProxyGuest.handle(lease.instance(), request, exchange);
      lease.succeeded();
    }
  }

  /// Event loops carry only what can be made to leave them.
  private static void letLoopsCarry(ComponentInstance instance) {
    if (instance.givesWay()) {
      RequestThread.preemptedBy(instance::giveWay);
    } else {
      RequestThread.takesLong();
    }
  }
}
