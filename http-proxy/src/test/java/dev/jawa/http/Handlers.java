package dev.jawa.http;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// Answers and bodies written by hand.
final class Handlers {

  private Handlers() {}

  static HttpResponse text(String text, HttpHeader... headers) {
    return new HttpResponse(200, List.of(headers), body(text));
  }

  static HttpBody body(String text, HttpHeader... trailers) {
    return body(new BytesSource(text.getBytes(StandardCharsets.UTF_8)), trailers);
  }

  static HttpBody body(ByteSource source, HttpHeader... trailers) {
    return new HttpBody(source, CompletableFuture.completedFuture(List.of(trailers)));
  }

  /// All bytes of a source, by waiting.
  static byte[] readAll(ByteSource source) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part;
    while ((part = source.read(64 << 10)) != null) {
      if (part.length == 0) {
        source.readiness().await();
      }
      all.write(part);
    }
    return all.toByteArray();
  }

  /// Another handler, of whose request a test hears when it begins and when it is over.
  record Watched(RequestHandler handler, CountDownLatch running, CountDownLatch over)
      implements RequestHandler {

    static Watched of(RequestHandler handler) {
      return new Watched(handler, new CountDownLatch(1), new CountDownLatch(1));
    }

    @Override
    public void handle(HttpRequest request, Exchange exchange) throws Exception {
      running.countDown();
      try {
        handler.handle(request, exchange);
      } finally {
        over.countDown();
      }
    }
  }

  /// Bytes that are there.
  static final class BytesSource implements ByteSource {
    private byte[] rest;
    volatile boolean closed;

    BytesSource(byte[] bytes) {
      rest = bytes;
    }

    @Override
    public byte @Nullable [] read(int max) {
      if (rest.length == 0) {
        return null;
      }
      byte[] taken = Arrays.copyOf(rest, Math.min(max, rest.length));
      rest = Arrays.copyOfRange(rest, taken.length, rest.length);
      return taken;
    }

    @Override
    public Pollable readiness() {
      return Pollable.READY;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  /// Bytes that somebody else puts in as he likes.
  static final class FedSource implements ByteSource {
    private final Queue<byte[]> parts = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;
    private volatile @Nullable IOException broken;
    private final Readiness readiness =
        new Readiness(() -> !parts.isEmpty() || ended || broken != null);
    final CompletableFuture<Void> closed = new CompletableFuture<>();

    void feed(String text) {
      parts.add(text.getBytes(StandardCharsets.UTF_8));
      readiness.changed();
    }

    void end() {
      ended = true;
      readiness.changed();
    }

    void breakOff(IOException cause) {
      broken = cause;
      readiness.changed();
    }

    @Override
    public byte @Nullable [] read(int max) throws IOException {
      // The ends are set after the last part: looked at first, they cannot hide one.
      boolean atEnd = ended;
      IOException cause = broken;
      byte[] part = parts.poll();
      if (part != null) {
        return part;
      }
      if (cause != null) {
        throw cause;
      }
      return atEnd ? null : NOTHING;
    }

    @Override
    public Pollable readiness() {
      return readiness;
    }

    @Override
    public void close() {
      closed.complete(null);
    }
  }
}
