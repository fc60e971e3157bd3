package dev.jawa.wasi.ctx;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// Buffers that the system itself fills with what comes from sockets, or empties into them, used
/// again and again by all guests. Their number is bounded, as they lie outside the heap: who comes
/// when all are out gets one of the heap.
public final class SocketBuffers {

  /// How many bytes each holds.
  public static final int SIZE = 64 * 1024;

  /// 4 MiB together.
  private static final int MOST = 64;

  private final ConcurrentLinkedDeque<ByteBuffer> idle = new ConcurrentLinkedDeque<>();
  private final AtomicInteger made = new AtomicInteger();

  public SocketBuffers() {}

  /// An empty one with room for up to `size` bytes, at most [#SIZE].
  public ByteBuffer take(int size) {
    int room = Math.min(size, SIZE);
    ByteBuffer buffer = idle.poll();
    if (buffer == null) {
      buffer = made.getAndIncrement() < MOST ? ByteBuffer.allocateDirect(SIZE) : noMore(room);
    }
    return buffer.clear().limit(room);
  }

  private ByteBuffer noMore(int size) {
    made.getAndDecrement();
    return ByteBuffer.allocate(size);
  }

  /// To be called once for each that was taken, when nobody uses it any more.
  public void giveBack(ByteBuffer buffer) {
    if (buffer.isDirect()) {
      idle.push(buffer);
    }
  }
}
