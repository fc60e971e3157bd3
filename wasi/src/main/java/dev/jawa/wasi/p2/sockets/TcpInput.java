package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketReactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What comes in over a connection. On the guest's thread only.
final class TcpInput implements ByteSource {

  private static final int READ_AT_ONCE = 64 << 10;

  private final SocketChannel channel;
  private final Pollable readiness;

  /// What was found by asking whether there is something: bytes, the end or a failure.
  private @Nullable Found found;

  private boolean closed;

  TcpInput(SocketReactor reactor, SocketChannel channel) {
    this.channel = channel;
    this.readiness = new ChannelPollable(reactor, channel, SelectionKey.OP_READ, this::isReady);
  }

  @Override
  public byte @Nullable [] read(int max) throws IOException {
    if (closed) {
      return null;
    }
    Found taken = found == null ? look(max) : found;
    return switch (taken) {
      case Nothing _ -> NOTHING;
      case Failed(SocketFailure failure) -> throw failure;
      case End _ -> null;
      case Bytes(ByteBuffer bytes) -> take(bytes, max);
    };
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  @Override
  public void close() {
    closed = true;
    found = null;
  }

  private boolean isReady() {
    if (closed) {
      return true;
    }
    if (found == null) {
      Found looked = look(READ_AT_ONCE);
      found = looked instanceof Nothing ? null : looked;
    }
    return found != null;
  }

  private Found look(int max) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(max, READ_AT_ONCE));
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

  private byte[] take(ByteBuffer buffer, int max) {
    int start = buffer.position();
    int length = Math.min(max, buffer.remaining());
    buffer.position(start + length);
    found = buffer.hasRemaining() ? new Bytes(buffer) : null;
    boolean whole = start == 0 && length == buffer.array().length;
    return whole ? buffer.array() : Arrays.copyOfRange(buffer.array(), start, start + length);
  }

  private sealed interface Found {}

  private record Nothing() implements Found {}

  private record Bytes(ByteBuffer bytes) implements Found {}

  private record End() implements Found {}

  private record Failed(SocketFailure failure) implements Found {}
}
