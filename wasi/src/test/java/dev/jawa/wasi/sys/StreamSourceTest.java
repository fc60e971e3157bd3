package dev.jawa.wasi.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamSourceTest {

  /// Counts what is taken out of it.
  private static final class CountingStream extends InputStream {
    private final InputStream bytes;
    private final AtomicInteger taken = new AtomicInteger();

    CountingStream(String text) {
      bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
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

  /// A pipe whose reading end two processes would share.
  private static final class SharedPipe implements AutoCloseable {
    private final Scratch scratch = new Scratch();
    private final int readEnd;
    private final int writeEnd;
    private final List<InputStream> streams = new ArrayList<>();

    SharedPipe() throws FileException {
      Kernel.call(scratch, Syscall.PIPE2, scratch.structAddress(), 0);
      readEnd = scratch.struct().get(ValueLayout.JAVA_INT, 0);
      writeEnd = scratch.struct().get(ValueLayout.JAVA_INT, 4);
    }

    /// Another reader; its stream stays open as long as the pipe.
    InputStream stream() throws IOException {
      InputStream stream = new FileInputStream("/proc/self/fd/" + readEnd);
      streams.add(stream);
      return stream;
    }

    StreamSource source(long untilReady, String threadName) throws IOException {
      InputStream stream = stream();
      return new StreamSource(stream, new ReadyInput(readEnd, stream), untilReady, threadName);
    }

    /// The only writer: with it the pipe comes to its end.
    OutputStream writer() throws IOException {
      OutputStream writer = new FileOutputStream("/proc/self/fd/" + writeEnd);
      Kernel.call(scratch, Syscall.CLOSE, writeEnd);
      return writer;
    }

    @Override
    public void close() throws IOException {
      Kernel.call(scratch, Syscall.CLOSE, readEnd);
      for (InputStream stream : streams) {
        stream.close();
      }
    }
  }

  private static List<String> threadNames() {
    return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
  }

  @Test
  void readsWhatIsThereWithoutAnotherThread() throws Exception {
    try (SharedPipe pipe = new SharedPipe();
        OutputStream writer = pipe.writer()) {
      ByteSource source = pipe.source(0, "no-such-thread");
      writer.write("hello world".getBytes(StandardCharsets.UTF_8));
      assertThat(source.readiness().isReady()).isTrue();
      assertThat(source.read(5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
      assertThat(source.read(100)).asString(StandardCharsets.UTF_8).isEqualTo(" world");
      assertThat(threadNames()).doesNotContain("no-such-thread");
    }
  }

  @Test
  void leavesTheFirstBytesToItsThread() throws Exception {
    try (SharedPipe pipe = new SharedPipe();
        OutputStream writer = pipe.writer()) {
      ByteSource source = pipe.source(5, "first-bytes");
      writer.write("hello world".getBytes(StandardCharsets.UTF_8));
      assertThat(source.read(5)).isEmpty();
      assertThat(await(source, 5)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
      assertThat(source.read(100)).asString(StandardCharsets.UTF_8).isEqualTo(" world");
    }
  }

  @Test
  void doesNotWaitWhenAnotherReaderTookWhatWasThere() throws Exception {
    try (SharedPipe pipe = new SharedPipe();
        OutputStream writer = pipe.writer()) {
      ByteSource source = pipe.source(0, "robbed");
      writer.write("abc".getBytes(StandardCharsets.UTF_8));
      assertThat(source.readiness().isReady()).isTrue();
      assertThat(pipe.stream().read(new byte[10])).isEqualTo(3);
      assertThat(source.read(10)).isEmpty();
      assertThat(source.readiness().isReady()).isFalse();
      source.close();
      assertThat(source.read(10)).isNull();
    }
  }

  @Test
  void sharesAPipeWithAnotherReaderByteForByte() throws Exception {
    byte[] input = new byte[2_000_000];
    new java.util.Random(2).nextBytes(input);
    try (SharedPipe pipe = new SharedPipe()) {
      OutputStream writer = pipe.writer();
      AtomicLong sum = new AtomicLong();
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        ByteSource source = pipe.source(0, "shared-" + i);
        readers.add(Thread.ofVirtual().start(() -> sum.addAndGet(sumOf(source))));
      }
      writer.write(input);
      writer.close();
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(sum).hasValue(sumOf(new StreamSource(new ByteArrayInputStream(input), "whole")));
    }
  }

  private static long sumOf(ByteSource source) {
    try {
      long sum = 0;
      byte[] bytes = await(source, 1000);
      while (bytes != null) {
        for (byte each : bytes) {
          sum += each + 1000;
        }
        bytes = await(source, 1000);
      }
      return sum;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
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

  @Test
  void tellsThatADirectoryCannotBeRead() {
    try (InputStream none =
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("Is a directory");
              }
            };
        ByteSource source = new StreamSource(none, "test")) {
      FileException told = catchThrowableOfType(FileException.class, () -> await(source, 10));
      assertThat(told.error()).isEqualTo(FileError.ISDIR);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
