package dev.jawa.wasi.p2.http;

import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.WasiContext;
import org.jspecify.annotations.Nullable;

/// The body of a message that goes out: its writing end is given out once; a message without it has
/// an empty body.
final class SentBody {

  private final HttpException.Code wrongSize;
  private @Nullable HttpBody body;

  /// @param wrongSize the code for a body that is not as long as declared
  SentBody(HttpException.Code wrongSize) {
    this.wrongSize = wrongSize;
  }

  /// The resource `outgoing-body`, or an error the second time.
  Result take(WasiContext context, Fields headers) {
    if (body != null) {
      return Result.ERR;
    }
    OutgoingBody outgoing =
        new OutgoingBody(
            wrongSize,
            headers.contentLength(),
            context.limits().pipeBytes(),
            context.reactor().buffers());
    body = outgoing.body();
    return Result.ok(outgoing);
  }

  /// Whether the guest has asked for it.
  boolean isTaken() {
    return body != null;
  }

  /// The reading end.
  HttpBody toSend() {
    return body == null ? HttpBody.empty() : body;
  }

  /// The message was dropped: whoever writes finds the reader gone.
  void drop() {
    if (body != null) {
      body.stream().close();
    }
  }
}
