package dev.jawa.wasi.p2.sockets;

import dev.jawa.component.host.LentBytes;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketBuffers;
import dev.jawa.wasi.ctx.SocketReactor;
import dev.jawa.wasi.p2.io.LendingSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// What comes in over a connection. On the guest's thread only.
final class TcpInput implements LendingSource {

  private static final LentBytes NO_BYTES = new LentBytes(ByteBuffer.allocate(0), () -> {});

  private final SocketChannel channel;
  private final SocketBuffers buffers;
  private final Pollable readiness;

  /// What was found by asking whether there is something: bytes, the end or a failure.
  private @Nullable Found found;

  private boolean closed;

  TcpInput(SocketReactor reactor, SocketChannel channel) {
    this.channel = channel;
    this.buffers = reactor.buffers();
    this.readiness = new ChannelPollable(reactor, channel, SelectionKey.OP_READ, this::isReady);
  }

  @Override
  public @Nullable LentBytes lend(int max) throws IOException {
    if (closed) {
      return null;
    }
    Found taken = found == null ? look(max) : found;
    return switch (taken) {
      case Nothing _ -> NO_BYTES;
      case Failed(SocketFailure failure) -> throw failure;
      case End _ -> null;
      case Bytes(ByteBuffer bytes) -> part(bytes, max);
    };
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  @Override
  public void close() {
    closed = true;
    if (found instanceof Bytes(ByteBuffer bytes)) {
      buffers.giveBack(bytes);
    }
    found = null;
  }

  private boolean isReady() {
    if (closed) {
      return true;
    }
    if (found == null) {
      Found looked = look(SocketBuffers.SIZE);
      found = looked instanceof Nothing ? null : looked;
    }
    return found != null;
  }

  private Found look(int max) {
    ByteBuffer buffer = buffers.take(max);
    Found looked = look(buffer);
    if (!(looked instanceof Bytes)) {
      buffers.giveBack(buffer);
    }
    return looked;
  }

  private Found look(ByteBuffer buffer) {
    try {
      int length = channel.read(buffer);
      if (length <= 0) {
        return length == 0 ? new Nothing() : new End();
      }
      return new Bytes(buffer.flip());
    } catch (IOException e) {
      return new Failed(SocketFailure.of(e));
    }
  }

  /// The next bytes of a buffer, which goes back with the last of them.
  private LentBytes part(ByteBuffer buffer, int max) {
    int start = buffer.position();
    int length = Math.min(max, buffer.remaining());
    ByteBuffer bytes = buffer.slice(start, length);
    buffer.position(start + length);
    if (buffer.hasRemaining()) {
      found = new Bytes(buffer);
      return new LentBytes(bytes, () -> {});
    }
    found = null;
    return new LentBytes(bytes, () -> buffers.giveBack(buffer));
  }

  private sealed interface Found {}

  private record Nothing() implements Found {}

  private record Bytes(ByteBuffer bytes) implements Found {}

  private record End() implements Found {}

  private record Failed(SocketFailure failure) implements Found {}
}
