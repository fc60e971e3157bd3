package dev.jawa.wasi.p2.http;

import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.ResponseSink;

/// Calls a component of the world `wasi:http/proxy`.
public final class ProxyGuest {

  private ProxyGuest() {}

  /// Has the guest handle a request: calls `wasi:http/incoming-handler` of any compatible version
  /// and returns when the guest does. The response goes to the sink while the guest runs; its body
  /// may still be read afterwards. A guest that returns without an answer is an error for the sink.
  ///
  /// @throws dev.jawa.engine.Trap if the guest traps; the sink hears of it only through a body that
  ///   breaks off when the instance is closed
  /// @throws dev.jawa.wasi.ctx.GuestExit if the guest ends itself
  /// @throws UnlinkableException if the component exports no handler
  public static void handle(ComponentInstance instance, HttpRequest request, ResponseSink sink) {
    ComponentFunc handle = instance.func("wasi:http/incoming-handler", "handle");
    if (handle == null) {
      throw new UnlinkableException("the component does not export wasi:http/incoming-handler");
    }
    ResponseOutparam outparam = new ResponseOutparam(sink);
    handle.call(new IncomingRequest(request), outparam);
    if (!outparam.isUsed()) {
      sink.fail(
          new HttpException(
              HttpException.Code.INTERNAL_ERROR, "the guest returned without a response"));
    }
  }
}
