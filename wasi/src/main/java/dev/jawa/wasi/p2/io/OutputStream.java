package dev.jawa.wasi.p2.io;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.p2.wit.Blocking;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The resource `output-stream`: a sink with the permits and the error rules of `wasi:io/streams`.
/// A write without a permit traps. After an error every operation answers `closed`.
public final class OutputStream {

  public static final HostResource<OutputStream> RESOURCE =
      Children.first(
          HostResource.of("output-stream", OutputStream.class, OutputStream::drop),
          stream -> stream.children);

  /// What the blocking functions take at once; the WIT says so.
  private static final int BLOCKING_WRITE_BYTES = 4096;

  private final ByteSink sink;
  private final Runnable onDrop;
  private final Children children = new Children();
  private long permit;
  private boolean closed;

  private OutputStream(ByteSink sink, Runnable onDrop) {
    this.sink = sink;
    this.onDrop = onDrop;
  }

  /// A stream with whose handle the sink is closed.
  public static OutputStream owning(ByteSink sink) {
    return new OutputStream(sink, sink::close);
  }

  /// A stream to a sink that somebody else closes.
  public static OutputStream borrowing(ByteSink sink) {
    return new OutputStream(sink, () -> {});
  }

  /// @param onDrop what to do instead of closing the sink when the guest drops the handle
  public static OutputStream of(ByteSink sink, Runnable onDrop) {
    return new OutputStream(sink, onDrop);
  }

  /// How many bytes the next writes may have together; 0 means to wait.
  long checkWrite() throws IOException {
    permit = ask(sink::checkWrite);
    return permit;
  }

  /// Writes within the permit. The array goes to the sink.
  void write(byte[] contents) throws IOException {
    requirePermit(contents.length);
    put(contents);
  }

  /// Writes within the permit bytes that stay the caller's.
  void write(ByteBuffer contents) throws IOException {
    requirePermit(contents.remaining());
    put(contents);
  }

  /// Writes all and waits until it is flushed. The array goes to the sink where it takes it whole.
  void blockingWriteAndFlush(byte[] contents) throws IOException {
    requireBlockingSize("blocking-write-and-flush", contents.length);
    if (contents.length <= awaitPermit()) {
      put(contents);
    } else {
      blockingWrite(ByteBuffer.wrap(contents));
    }
    blockingFlush();
  }

  /// The same with bytes that stay the caller's.
  void blockingWriteAndFlush(ByteBuffer contents) throws IOException {
    requireBlockingSize("blocking-write-and-flush", contents.remaining());
    blockingWrite(contents);
    blockingFlush();
  }

  void flush() throws IOException {
    ask(() -> {
      sink.flush();
      // What was permitted before may not be free any more.
      permit = Math.min(permit, sink.checkWrite());
      return permit;
    });
  }

  void blockingFlush() throws IOException {
    flush();
    awaitPermit();
  }

  /// Writes zeroes within the permit.
  void writeZeroes(long length) throws IOException {
    requirePermit(length);
    put(new byte[Math.toIntExact(length)]);
  }

  void blockingWriteZeroesAndFlush(long length) throws IOException {
    requireBlockingSize("blocking-write-zeroes-and-flush", length);
    blockingWrite(ByteBuffer.allocate((int) length));
    blockingFlush();
  }

  /// Moves up to `max` bytes that are there now.
  long splice(InputStream source, int max) throws IOException {
    int length = (int) Math.min(max, checkWrite());
    return length == 0 ? 0 : move(source.lend(length));
  }

  /// Moves up to `max` bytes, at least one unless none are asked for, and waits for both sides.
  long blockingSplice(InputStream source, int max) throws IOException {
    int length = (int) Math.min(max, awaitPermit());
    return length == 0 ? 0 : move(source.blockingLend(length));
  }

  /// Ready when [#checkWrite()] would answer something else than 0.
  Pollable subscribe() {
    return children.pollable(closed ? Pollable.READY : sink.readiness());
  }

  private long move(LentBuffer bytes) throws IOException {
    int length = bytes.length();
    ask(() -> {
      permit -= length;
      sink.write(bytes);
      return permit;
    });
    return length;
  }

  /// Asks the sink also where there is nothing to write: it may refuse that.
  private void blockingWrite(ByteBuffer contents) throws IOException {
    int start = contents.position();
    int end = contents.limit();
    do {
      int length = (int) Math.min(end - start, awaitPermit());
      put(contents.slice(start, length));
      start += length;
    } while (start < end);
  }

  private long awaitPermit() throws IOException {
    while (checkWrite() == 0) {
      Blocking.await(sink.readiness());
    }
    return permit;
  }

  private void put(byte[] bytes) throws IOException {
    ask(() -> {
      permit -= bytes.length;
      sink.write(bytes);
      return permit;
    });
  }

  private void put(ByteBuffer bytes) throws IOException {
    ask(() -> {
      permit -= bytes.remaining();
      sink.write(bytes);
      return permit;
    });
  }

  private long ask(SinkCall call) throws IOException {
    if (closed) {
      throw new StreamClosed();
    }
    try {
      return call.run();
    } catch (ByteSink.ClosedSinkException e) {
      closed = true;
      throw new StreamClosed();
    } catch (IOException e) {
      closed = true;
      throw e;
    }
  }

  private void requirePermit(long length) {
    if (Long.compareUnsigned(length, permit) > 0 && !closed) {
      throw new Trap(
          Trap.Kind.HOST,
          "output-stream: a write of "
              + Long.toUnsignedString(length)
              + " bytes where check-write allowed "
              + permit);
    }
  }

  private static void requireBlockingSize(String function, long length) {
    if (Long.compareUnsigned(length, BLOCKING_WRITE_BYTES) > 0) {
      throw new Trap(
          Trap.Kind.HOST,
          function
              + ": "
              + Long.toUnsignedString(length)
              + " bytes, at most "
              + BLOCKING_WRITE_BYTES
              + " are allowed");
    }
  }

  private void drop() {
    closed = true;
    onDrop.run();
  }

  @FunctionalInterface
  private interface SinkCall {
    long run() throws IOException;
  }
}
