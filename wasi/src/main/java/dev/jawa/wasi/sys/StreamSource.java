package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A blocking stream (a file, a pipe, a terminal) as a [ByteSource].
///
/// A daemon thread of its own, started by the first question, reads one chunk at a time and only
/// when the guest has asked for bytes and there are none left: nothing is taken from a shared stdin
/// that the guest did not ask for, beyond the chunk that a mere "is there something?" needs. Once a
/// guest has read much, it takes what is there by itself ([ReadyInput]), without a change of
/// threads. The stream belongs to whoever made it; closing it there ends the thread.
public final class StreamSource implements ByteSource {

  /// How much is read when the guest only wants to know whether there is something.
  private static final int PROBE = 4096;

  private static final int LARGEST_CHUNK = 64 * 1024;

  private final InputStream stream;
  private final @Nullable ReadyInput ready;
  private final String threadName;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Runnable> waiting = new ArrayList<>();
  private byte[] chunk = NOTHING;
  private int demand;

  /// How many bytes are still read by the thread alone.
  private long untilReady;

  private boolean started;
  private boolean ended;
  private boolean closed;
  private @Nullable IOException failure;

  /// @param threadName of the thread that reads, for thread dumps
  public StreamSource(InputStream stream, String threadName) {
    this(stream, null, 0, threadName);
  }

  /// @param ready takes from the same stream
  /// @param untilReady how many bytes are read before it is used: the first native call costs more
  ///   than many a guest's start
  StreamSource(InputStream stream, @Nullable ReadyInput ready, long untilReady, String threadName) {
    this.stream = stream;
    this.ready = ready;
    this.untilReady = untilReady;
    this.threadName = threadName;
  }

  @Override
  public byte @Nullable [] read(int max) throws IOException {
    lock.lock();
    try {
      if (chunk.length > 0) {
        return take(max);
      }
      if (closed) {
        return null;
      }
      if (failure != null) {
        throw failure;
      }
      if (ended) {
        return null;
      }
      ReadyInput now = ready();
      byte[] there = now == null ? NOTHING : now.take(max);
      if (there == null) {
        ended = true;
      } else if (there.length == 0) {
        ask(max);
      }
      return there;
    } finally {
      lock.unlock();
    }
  }

  /// What can be asked for bytes now: nobody while the other thread reads.
  private @Nullable ReadyInput ready() {
    return demand > 0 || untilReady > 0 ? null : ready;
  }

  private byte[] take(int max) {
    byte[] taken = chunk;
    if (max >= chunk.length) {
      chunk = NOTHING;
      return taken;
    }
    chunk = Arrays.copyOfRange(taken, max, taken.length);
    return Arrays.copyOf(taken, max);
  }

  private void ask(int bytes) {
    demand = Math.max(demand, Math.min(bytes, LARGEST_CHUNK));
    if (!started) {
      started = true;
      Thread.ofPlatform().daemon().name(threadName).start(this::pump);
    }
    changed.signalAll();
  }

  private void pump() {
    int bytes = awaitDemand();
    while (bytes > 0) {
      byte[] buffer = new byte[bytes];
      try {
        int count = stream.read(buffer, 0, bytes);
        deliver(
            count == bytes ? buffer : Arrays.copyOf(buffer, Math.max(count, 0)), count < 0, null);
      } catch (IOException e) {
        deliver(NOTHING, true, StreamErrors.told(e));
      }
      bytes = awaitDemand();
    }
  }

  /// How much to read next, 0 when there is nothing more to do.
  private int awaitDemand() {
    lock.lock();
    try {
      while (demand == 0 && !closed && !ended) {
        changed.awaitUninterruptibly();
      }
      return closed || ended ? 0 : demand;
    } finally {
      lock.unlock();
    }
  }

  private void deliver(byte[] bytes, boolean end, @Nullable IOException broken) {
    List<Runnable> woken;
    lock.lock();
    try {
      demand = 0;
      untilReady -= bytes.length;
      chunk = bytes;
      ended = end;
      failure = broken;
      woken = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    woken.forEach(Runnable::run);
  }

  @Override
  public Pollable readiness() {
    return new Pollable() {
      @Override
      public boolean isReady() {
        return readyOrAsk(null);
      }

      @Override
      public Runnable onReady(Runnable wake) {
        Runnable own = wake::run;
        if (readyOrAsk(own)) {
          wake.run();
        }
        return () -> forget(own);
      }
    };
  }

  private boolean readyOrAsk(@Nullable Runnable wake) {
    lock.lock();
    try {
      ReadyInput now = ready();
      if (chunk.length > 0 || ended || closed || (now != null && now.isThere())) {
        return true;
      }
      if (wake != null) {
        waiting.add(wake);
      }
      if (demand == 0) {
        ask(PROBE);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  private void forget(Runnable wake) {
    lock.lock();
    try {
      waiting.remove(wake);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    List<Runnable> woken;
    lock.lock();
    try {
      closed = true;
      woken = List.copyOf(waiting);
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    woken.forEach(Runnable::run);
  }
}
