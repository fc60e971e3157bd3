package dev.jawa.wasi.p2.http;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.LentBuffer;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Holds the guest to the length that it declared.
final class OutgoingBodySink implements ByteSink {

  private final ByteSink pipe;
  private final HttpException.Code wrongSize;
  private final long contentLength;
  private long written;

  OutgoingBodySink(ByteSink pipe, HttpException.Code wrongSize, long contentLength) {
    this.pipe = pipe;
    this.wrongSize = wrongSize;
    this.contentLength = contentLength;
  }

  /// What is wrong if the body ends here, or `null`.
  @Nullable HttpException wrongSize() {
    return contentLength < 0 || contentLength == written ? null : error();
  }

  @Override
  public long checkWrite() throws IOException {
    return pipe.checkWrite();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    count(bytes.length);
    pipe.write(bytes);
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    count(bytes.remaining());
    pipe.write(bytes);
  }

  @Override
  public void write(LentBuffer lent) throws IOException {
    try {
      count(lent.length());
    } catch (HttpException tooMany) {
      lent.giveBack().run();
      throw tooMany;
    }
    pipe.write(lent);
  }

  private void count(int bytes) throws HttpException {
    written += bytes;
    if (contentLength >= 0 && written > contentLength) {
      throw error();
    }
  }

  @Override
  public void flush() throws IOException {
    pipe.flush();
  }

  @Override
  public Pollable readiness() {
    return pipe.readiness();
  }

  @Override
  public void close() {
    pipe.close();
  }

  private HttpException error() {
    return new HttpException(
        wrongSize,
        "the body has " + written + " bytes, its content-length says " + contentLength,
        written);
  }
}
