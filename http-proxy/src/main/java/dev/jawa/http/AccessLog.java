package dev.jawa.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Writes the access log on a thread of its own, so that no event loop waits for a disk. When the
/// disk is slower than the clients, entries are left out rather than kept in memory without end;
/// [#leftOut()] counts them.
public final class AccessLog implements AutoCloseable {

  private static final int MAX_WAITING = 16_384;
  private static final String END = "";

  private final OutputStream out;
  private final AccessLogFormat format;
  private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final Thread writer;

  /// @param out closed with the log
  public AccessLog(OutputStream out, AccessLogFormat format) {
    this.out = new BufferedOutputStream(out, 1 << 15);
    this.format = format;
    this.writer = Thread.ofPlatform().daemon().name("jawa-access-log").start(this::write);
  }

  void log(AccessEntry entry) {
    if (!waiting.offer(format.line(entry))) {
      leftOut.incrementAndGet();
    }
  }

  /// Entries that there was no room for.
  public long leftOut() {
    return leftOut.get();
  }

  @SuppressWarnings("ReferenceEquality") // this very string ends it
  private void write() {
    try (out) {
      String line = waiting.take();
      while (line != END) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
        @Nullable String next = waiting.poll();
        if (next == null) {
          out.flush();
          next = waiting.take();
        }
        line = next;
      }
    } catch (IOException e) {
      // Nobody can read the log any more; requests go on without it.
      leftOut.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what waits, then closes the stream.
  @Override
  public void close() {
    try {
      waiting.put(END);
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
