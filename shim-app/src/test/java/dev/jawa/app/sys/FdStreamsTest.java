package dev.jawa.app.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FdStreamsTest {

  @TempDir private Path folder;
  private FdPoller poller;
  private Path fifo;

  @BeforeEach
  void prepare() throws Exception {
    poller = new FdPoller();
    fifo = Fifo.make(folder.resolve("fifo"));
  }

  @AfterEach
  void close() {
    poller.close();
  }

  @Test
  void writesWhatAReaderGets() throws Exception {
    FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    try (InputStream reader = Files.newInputStream(fifo)) {
      sink.write("hello".getBytes(UTF_8));
      sink.close();
      assertThat(reader.readAllBytes()).asString(UTF_8).isEqualTo("hello");
    }
    assertThat(sink.drained()).isDone();
  }

  @Test
  void holdsTheWriterBackUntilAReaderTakesWhatWaits() throws Exception {
    FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    int written = 0;
    while (sink.checkWrite() > 0) {
      sink.write(new byte[10_000]);
      written += 10_000;
    }
    CountDownLatch ready = new CountDownLatch(1);
    sink.readiness().onReady(ready::countDown);
    assertThat(sink.readiness().isReady()).isFalse();

    try (InputStream reader = Files.newInputStream(fifo)) {
      CompletableFuture<byte[]> all = CompletableFuture.supplyAsync(() -> readAll(reader));
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
      sink.close();
      assertThat(all.get(60, TimeUnit.SECONDS)).hasSize(written);
    }
  }

  @Test
  void writesTheRestAfterClose() throws Exception {
    FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    sink.write(new byte[200_000]);
    sink.close();
    assertThat(sink.drained()).isNotDone();

    try (InputStream reader = Files.newInputStream(fifo)) {
      assertThat(readAll(reader)).hasSize(200_000);
    }
    sink.drained().get(60, TimeUnit.SECONDS);
  }

  @Test
  void keepsWhatItWasOnlyShown() throws Exception {
    FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    byte[] shown = new byte[200_002];
    Arrays.fill(shown, (byte) 'a');
    sink.write(ByteBuffer.wrap(shown, 1, 200_000));
    sink.write(ByteBuffer.wrap(shown, 1, 5));
    Arrays.fill(shown, (byte) 'b');
    sink.close();

    try (InputStream reader = Files.newInputStream(fifo)) {
      assertThat(readAll(reader)).hasSize(200_005).containsOnly('a');
    }
  }

  @Test
  void losesTheRestWhenClosedNow() throws Exception {
    FdSink sink = new FdSink(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    sink.write(new byte[200_000]);

    sink.closeNow();

    assertThat(sink.drained()).isDone();
    assertThatThrownBy(sink::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);
  }

  @Test
  void appendsToAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "a");
    FdSink sink = new FdSink(Fd.open(file, Fd.Mode.APPEND), poller);
    sink.write("b".getBytes(UTF_8));
    assertThat(sink.readiness().isReady()).isTrue();
    sink.close();
    assertThat(file).hasContent("ab");
  }

  @Test
  void readsWhatComesAndThenTheEnd() throws Exception {
    try (FdSource source = new FdSource(Fd.open(fifo, Fd.Mode.READ), poller)) {
      Fd writer = Fd.open(fifo, Fd.Mode.WRITE);
      assertThat(source.read(10)).isSameAs(ByteSource.NOTHING);
      assertThat(source.readiness().isReady()).isFalse();

      CountDownLatch ready = new CountDownLatch(1);
      source.readiness().onReady(ready::countDown);
      writer.write("abc".getBytes(UTF_8), 0, 3);
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(source.read(2)).asString(UTF_8).isEqualTo("ab");
      assertThat(source.read(2)).asString(UTF_8).isEqualTo("c");

      writer.close();
      source.readiness().await();
      assertThat(source.read(2)).isNull();
    }
  }

  @Test
  void readsAFileToItsEnd() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    try (FdSource source = new FdSource(Fd.open(file, Fd.Mode.READ), poller)) {
      source.readiness().await();
      assertThat(source.read(100)).asString(UTF_8).isEqualTo("text");
      source.readiness().await();
      assertThat(source.read(100)).isNull();
    }
  }

  @Test
  void wakesAWaiterWhenClosed() throws Exception {
    FdSource source = new FdSource(Fd.open(fifo, Fd.Mode.READ_WRITE), poller);
    CountDownLatch woken = new CountDownLatch(1);
    source.readiness().onReady(woken::countDown);
    source.close();
    assertThat(woken.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void saysWhatCannotBeOpened() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> Fd.open(missing, Fd.Mode.READ))
        .isInstanceOf(IOException.class)
        .hasMessage("open " + missing + ": no such file or directory");
  }

  private static byte[] readAll(InputStream reader) {
    try {
      return reader.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
