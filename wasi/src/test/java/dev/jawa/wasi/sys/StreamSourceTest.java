package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.ByteSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamSourceTest {

  /// Counts what is taken out of it.
  private static final class CountingStream extends InputStream {
    private final InputStream bytes;
    private final AtomicInteger taken = new AtomicInteger();

    CountingStream(String text) {
      bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int available() throws IOException {
      return bytes.available();
    }

    @Override
    public int read() {
      throw new AssertionError("not used");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = bytes.read(target, offset, length);
      taken.addAndGet(Math.max(count, 0));
      return count;
    }
  }

  private static byte[] await(ByteSource source, int max) throws Exception {
    byte[] bytes = source.read(max);
    while (bytes != null && bytes.length == 0) {
      source.readiness().await();
      bytes = source.read(max);
    }
    return bytes;
  }

  @Test
  void givesAllBytesAndThenTheEnd() throws Exception {
    byte[] input = new byte[300_000];
    new java.util.Random(1).nextBytes(input);
    ByteSource source = new StreamSource(new ByteArrayInputStream(input), "test");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    byte[] bytes = await(source, 10_000);
    while (bytes != null) {
      output.write(bytes);
      bytes = await(source, 10_000);
    }
    assertThat(output.toByteArray()).isEqualTo(input);
    assertThat(source.read(1)).isNull();
    assertThat(source.readiness().isReady()).isTrue();
  }

  @Test
  void takesNothingThatWasNotAskedFor() throws Exception {
    CountingStream stream = new CountingStream("hello world");
    ByteSource source = new StreamSource(stream, "test");
    assertThat(stream.taken).hasValue(0);
    assertThat(await(source, 5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(stream.taken).hasValue(5);
    assertThat(await(source, 3)).asString(StandardCharsets.UTF_8).isEqualTo(" wo");
    assertThat(stream.taken).hasValue(8);
  }

  @Test
  void readsWhatIsThereWithoutAnotherThread() throws Exception {
    CountingStream stream = new CountingStream("hello world");
    ByteSource source = new StreamSource(stream, "no-such-thread");
    assertThat(source.readiness().isReady()).isTrue();
    assertThat(stream.taken).hasValue(0);
    assertThat(source.read(5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    assertThat(source.read(100)).asString(StandardCharsets.UTF_8).isEqualTo(" world");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("no-such-thread");
    assertThat(await(source, 1)).isNull();
  }

  @Test
  void wakesWhoWaitsForALatePipe() throws Exception {
    PipedOutputStream pipe = new PipedOutputStream();
    ByteSource source = new StreamSource(new PipedInputStream(pipe), "test");
    assertThat(source.read(10)).isEmpty();
    assertThat(source.readiness().isReady()).isFalse();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try {
                pipe.write('x');
                pipe.close();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(await(source, 10)).asString(StandardCharsets.UTF_8).isEqualTo("x");
    assertThat(await(source, 10)).isNull();
    writer.join();
  }

  @Test
  void passesOnThatTheStreamBroke() throws Exception {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("broken");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("broken");
          }
        };
    ByteSource source = new StreamSource(broken, "test");
    assertThat(source.read(1)).isEmpty();
    source.readiness().await();
    assertThatThrownBy(() -> source.read(1)).isInstanceOf(IOException.class).hasMessage("broken");
  }

  @Test
  void isAtItsEndWhenClosed() throws Exception {
    PipedInputStream silent = new PipedInputStream(new PipedOutputStream());
    ByteSource source = new StreamSource(silent, "test");
    assertThat(source.readiness().isReady()).isFalse();
    source.close();
    assertThat(source.read(1)).isNull();
    source.readiness().await();
  }
}
