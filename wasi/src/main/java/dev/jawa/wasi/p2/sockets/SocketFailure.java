package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.HostFunc;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;

/// An `error-code` on its way to the guest, as the err of a function or as the error of a stream.
final class SocketFailure extends IOException {

  private final ErrorCode code;

  SocketFailure(ErrorCode code) {
    super(code.name());
    this.code = code;
  }

  private SocketFailure(ErrorCode code, IOException cause) {
    super(cause.getMessage(), cause);
    this.code = code;
  }

  static SocketFailure of(IOException failure) {
    return failure instanceof SocketFailure known
        ? known
        : new SocketFailure(ErrorCode.of(failure), failure);
  }

  ErrorCode code() {
    return code;
  }

  /// Many of them are ordinary answers (`would-block`).
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  /// Turns failures into the err of the function.
  static HostFunc<WasiContext> call(Call call) {
    return (context, args) -> {
      try {
        return Result.ok(call.run(context, args));
      } catch (IOException e) {
        return Result.err(SocketFailure.of(e).code.ordinal());
      }
    };
  }

  /// The same for a function without an ok value.
  static HostFunc<WasiContext> done(Action action) {
    return (context, args) -> {
      try {
        action.run(context, args);
        return Result.OK;
      } catch (IOException e) {
        return Result.err(SocketFailure.of(e).code.ordinal());
      }
    };
  }

  @FunctionalInterface
  interface Call {
    Object run(WasiContext context, Object[] args) throws IOException;
  }

  @FunctionalInterface
  interface Action {
    void run(WasiContext context, Object[] args) throws IOException;
  }
}
