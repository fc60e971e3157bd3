package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.OciException;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcService;

/// How containerd is told what a user can do something about.
final class Refusals {

  private Refusals() {}

  /// Tells it by its message, not as a failure of the shim.
  static <Q, R> TtrpcService.Handler<Q, R> told(TtrpcService.Handler<Q, R> handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (GuestException e) {
        throw new TtrpcException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
      } catch (OciException e) {
        throw new TtrpcException(Code.UNKNOWN, String.valueOf(e.getMessage()), e);
      }
    };
  }
}
