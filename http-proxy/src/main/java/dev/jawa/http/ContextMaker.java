package dev.jawa.http;

import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;

/// Says what an instance may touch.
@FunctionalInterface
public interface ContextMaker {

  /// The context of an instance that begins with this request.
  ///
  /// @param number of the request
  /// @throws IOException if a resource of the host cannot be had
  WasiContext make(long number) throws IOException;
}
