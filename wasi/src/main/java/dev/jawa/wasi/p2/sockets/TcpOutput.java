package dev.jawa.wasi.p2.sockets;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketReactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What goes out over a connection. What the system does not take at once waits here, and goes out
/// also when the guest asks no more or has dropped the stream: it may wait for the answer.
final class TcpOutput implements ByteSink {

  private static final int WRITE_AT_ONCE = 64 << 10;

  private final SocketReactor reactor;
  private final SocketChannel channel;
  private final Pollable readiness;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable ByteBuffer pending;
  private @Nullable IOException failure;

  /// Whether the reactor calls when there is room for what waits here.
  private boolean awaitsRoom;

  private boolean closed;
  private boolean outputShut;
  private Runnable afterwards = () -> {};

  TcpOutput(SocketReactor reactor, SocketChannel channel) {
    this.reactor = reactor;
    this.channel = channel;
    this.readiness = new ChannelPollable(reactor, channel, SelectionKey.OP_WRITE, this::isReady);
  }

  @Override
  public long checkWrite() throws IOException {
    lock.lock();
    try {
      requireOpen();
      push();
      if (failure != null) {
        throw failure;
      }
      return pending == null ? WRITE_AT_ONCE : 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    write(ByteBuffer.wrap(bytes));
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    lock.lock();
    try {
      requireOpen();
      pending = bytes;
      push();
      if (pending != null) {
        pending = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        awaitRoom();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Nothing more to do: a permit is only given when all has gone to the system.
  @Override
  public void flush() throws IOException {
    checkWrite();
  }

  @Override
  public Pollable readiness() {
    return readiness;
  }

  /// Lets out what was written, then tells the other side that this is the end.
  @Override
  public void close() {
    closeThen(() -> {});
  }

  /// The same, and then runs the action.
  void closeThen(Runnable action) {
    lock.lock();
    try {
      closed = true;
      afterwards = action;
    } finally {
      lock.unlock();
    }
    drain();
  }

  private void awaitRoom() {
    if (!awaitsRoom) {
      awaitsRoom = true;
      var _ = reactor.await(channel, SelectionKey.OP_WRITE, this::roomCame);
    }
  }

  private void roomCame() {
    lock.lock();
    try {
      awaitsRoom = false;
    } finally {
      lock.unlock();
    }
    drain();
  }

  private void drain() {
    Runnable action = () -> {};
    lock.lock();
    try {
      push();
      if (pending != null) {
        awaitRoom();
      } else if (closed) {
        shutOutput();
        // Once, though there may still be somebody waiting for room.
        action = afterwards;
        afterwards = () -> {};
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  private void shutOutput() {
    if (outputShut) {
      return;
    }
    outputShut = true;
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // The connection is gone; there is no one to tell.
    }
  }

  private boolean isReady() {
    lock.lock();
    try {
      push();
      return pending == null || closed;
    } finally {
      lock.unlock();
    }
  }

  /// Gives the system as much as it takes.
  private void push() {
    if (pending == null) {
      return;
    }
    try {
      channel.write(pending);
    } catch (IOException e) {
      SocketFailure told = SocketFailure.of(e);
      failure = told.code() == ErrorCode.CONNECTION_ABORTED ? new ClosedSinkException() : told;
      pending = null;
      return;
    }
    if (!pending.hasRemaining()) {
      pending = null;
    }
  }

  private void requireOpen() throws ClosedSinkException {
    if (closed) {
      throw new ClosedSinkException();
    }
  }
}
