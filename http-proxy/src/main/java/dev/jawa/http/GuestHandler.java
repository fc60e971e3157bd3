package dev.jawa.http;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.StoreLimits;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.http.ProxyGuest;
import java.util.function.LongFunction;

/// Answers each request with an instance of its own of a component that exports
/// `wasi:http/incoming-handler`. No two requests share a store; what the guest still holds is
/// dropped with it, on every way out.
public final class GuestHandler implements RequestHandler {

  private final LinkedComponent<WasiContext> component;
  private final StoreLimits limits;
  private final ComponentLimits componentLimits;
  private final LongFunction<WasiContext> contexts;

  /// An instance with the usual limits of components.
  public GuestHandler(
      LinkedComponent<WasiContext> component,
      StoreLimits limits,
      LongFunction<WasiContext> contexts) {
    this(component, limits, ComponentLimits.DEFAULT, contexts);
  }

  /// @param limits of each instance
  /// @param componentLimits likewise
  /// @param contexts makes what one instance may touch, from the number of its request; closed with
  ///   the instance
  public GuestHandler(
      LinkedComponent<WasiContext> component,
      StoreLimits limits,
      ComponentLimits componentLimits,
      LongFunction<WasiContext> contexts) {
    this.component = component;
    this.limits = limits;
    this.componentLimits = componentLimits;
    this.contexts = contexts;
  }

  @Override
  public void handle(HttpRequest request, Exchange exchange) {
    // A start function may run long too, and there is no instance to interrupt yet.
    exchange.onAbort(Thread.currentThread()::interrupt);
    try (WasiContext context = contexts.apply(exchange.number());
        ComponentInstance instance = component.instantiate(context, limits, componentLimits)) {
      exchange.onAbort(instance::interrupt);
      ProxyGuest.handle(instance, request, exchange);
    }
  }
}
