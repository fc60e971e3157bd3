package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.LendingSource;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SharedLoan;
import dev.jawa.wasi.ctx.SocketBuffers;
import dev.jawa.wasi.ctx.SocketReactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// What comes in over a connection. On the guest's thread only.
final class TcpInput implements LendingSource {

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
  public @Nullable LentBuffer lend(int max) throws IOException {
    if (closed) {
      return null;
    }
    Found taken = found == null ? look(max) : found;
    return switch (taken) {
      case Nothing _ -> LentBuffer.NOTHING;
      case Failed(SocketFailure failure) -> throw failure;
      case End _ -> null;
      case Bytes(SharedLoan bytes) -> part(bytes, max);
    };
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  @Override
  public void close() {
    closed = true;
    if (found instanceof Bytes(SharedLoan bytes)) {
      bytes.close();
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
      return new Bytes(
          new SharedLoan(new LentBuffer(buffer.flip(), () -> buffers.giveBack(buffer))));
    } catch (IOException e) {
      return new Failed(SocketFailure.of(e));
    }
  }

  /// The next bytes of a buffer; the rest is found again.
  private LentBuffer part(SharedLoan buffer, int max) {
    LentBuffer next = buffer.next(Math.min(max, buffer.remaining()));
    if (buffer.remaining() > 0) {
      found = new Bytes(buffer);
    } else {
      found = null;
      buffer.close();
    }
    return next;
  }

  private sealed interface Found {}

  private record Nothing() implements Found {}

  private record Bytes(SharedLoan bytes) implements Found {}

  private record End() implements Found {}

  private record Failed(SocketFailure failure) implements Found {}
}
