package dev.jawa.wasi.p2.http;

import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpBody;

/// The body of a message that came in: given out once, and closed with the message if nobody wanted
/// it.
final class ReceivedBody {

  private final HttpBody body;
  private boolean consumed;

  ReceivedBody(HttpBody body) {
    this.body = body;
  }

  /// The resource `incoming-body`, or an error the second time.
  Result consume() {
    if (consumed) {
      return Result.ERR;
    }
    consumed = true;
    return Result.ok(new IncomingBody(body));
  }

  /// The message was dropped.
  void drop() {
    if (!consumed) {
      body.stream().close();
    }
  }
}
