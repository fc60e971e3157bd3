package dev.jawa.wasi.p2.io;

import dev.jawa.component.host.HostResource;
import dev.jawa.component.host.LentBytes;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.p2.wit.Blocking;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The resource `input-stream`: a source with the error rules of `wasi:io/streams`. After the end,
/// or after an error, every operation answers `closed`.
public final class InputStream {

  public static final HostResource<InputStream> RESOURCE =
      Children.first(
          HostResource.of("input-stream", InputStream.class, InputStream::drop),
          stream -> stream.children);

  private final ByteSource source;
  private final Runnable onDrop;
  private final Children children = new Children();
  private boolean closed;

  private InputStream(ByteSource source, Runnable onDrop) {
    this.source = source;
    this.onDrop = onDrop;
  }

  /// A stream with whose handle the source is closed.
  public static InputStream owning(ByteSource source) {
    return new InputStream(source, source::close);
  }

  /// A stream of a source that somebody else closes.
  public static InputStream borrowing(ByteSource source) {
    return new InputStream(source, () -> {});
  }

  /// @param onDrop what to do instead of closing the source when the guest drops the handle
  public static InputStream of(ByteSource source, Runnable onDrop) {
    return new InputStream(source, onDrop);
  }

  /// Up to `max` bytes that are there now.
  byte[] read(int max) throws IOException {
    return max == 0 ? none() : ask(() -> source.read(max));
  }

  /// The same, but at least one byte, unless none are asked for.
  byte[] blockingRead(int max) throws IOException {
    byte[] bytes = read(max);
    while (bytes.length == 0 && max > 0) {
      Blocking.await(source.readiness());
      bytes = read(max);
    }
    return bytes;
  }

  /// Like [#read], where the bytes lie.
  LentBuffer lend(int max) throws IOException {
    return max > 0 && source instanceof LendingSource lending
        ? ask(() -> lending.lend(max))
        : LentBuffer.own(read(max));
  }

  /// Like [#blockingRead], where the bytes lie.
  LentBuffer blockingLend(int max) throws IOException {
    LentBuffer bytes = lend(max);
    while (bytes.length() == 0 && max > 0) {
      bytes.giveBack().run();
      Blocking.await(source.readiness());
      bytes = lend(max);
    }
    return bytes;
  }

  /// Like [#read], as the `list<u8>` of a result.
  Object readList(int max) throws IOException {
    return source instanceof LendingSource ? list(lend(max)) : read(max);
  }

  /// Like [#blockingRead], as the `list<u8>` of a result.
  Object blockingReadList(int max) throws IOException {
    return source instanceof LendingSource ? list(blockingLend(max)) : blockingRead(max);
  }

  private static LentBytes list(LentBuffer lent) {
    return new LentBytes(lent.bytes(), lent.giveBack());
  }

  private byte[] none() throws StreamClosed {
    requireOpen();
    return ByteSource.NOTHING;
  }

  /// Something to ask the source.
  @FunctionalInterface
  private interface Question<T> {
    @Nullable T ask() throws IOException;
  }

  private <T> T ask(Question<T> question) throws IOException {
    requireOpen();
    T answer;
    try {
      answer = question.ask();
    } catch (IOException e) {
      closed = true;
      throw e;
    }
    if (answer == null) {
      closed = true;
      throw new StreamClosed();
    }
    return answer;
  }

  /// Ready when [#read] would answer something.
  Pollable subscribe() {
    return children.pollable(closed ? Pollable.READY : source.readiness());
  }

  private void requireOpen() throws StreamClosed {
    if (closed) {
      throw new StreamClosed();
    }
  }

  private void drop() {
    closed = true;
    onDrop.run();
  }
}
