package dev.jawa.http;

import dev.jawa.wasi.ctx.LentBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.concurrent.atomic.AtomicLong;

/// What may stay of received bodies in the memory that sockets are read into, so that it need not
/// be copied. Bounded, as that memory is the one that all connections read with: what is over is
/// copied to the heap.
final class BodyLoans {

  /// Lends nothing.
  static final BodyLoans NONE = new BodyLoans(0);

  /// Shorter parts are copied: a few bytes would keep a large buffer.
  static final int SHORTEST = 16 << 10;

  /// So little of a buffer at least has to be wanted for it to be kept.
  private static final int LEAST_SHARE = 4;

  private final long most;
  private final AtomicLong lent = new AtomicLong();

  /// @param most bytes that are lent at a time
  BodyLoans(long most) {
    this.most = most;
  }

  /// Bytes that are lent now.
  long lent() {
    return lent.get();
  }

  /// The bytes of a part; the buffer stays the caller's.
  LentBuffer keep(ByteBuf part) {
    int length = part.readableBytes();
    if (length < SHORTEST || !isMostOfItsBuffer(part) || !reserve(length)) {
      return LentBuffer.own(ByteBufUtil.getBytes(part));
    }
    part.retain();
    return new LentBuffer(
        part.nioBuffer(),
        () -> {
          lent.addAndGet(-length);
          part.release();
        });
  }

  private static boolean isMostOfItsBuffer(ByteBuf part) {
    ByteBuf root = part;
    while (root.unwrap() != null) {
      root = root.unwrap();
    }
    return root.capacity() <= (long) LEAST_SHARE * part.readableBytes();
  }

  private boolean reserve(int length) {
    if (lent.addAndGet(length) <= most) {
      return true;
    }
    lent.addAndGet(-length);
    return false;
  }
}
