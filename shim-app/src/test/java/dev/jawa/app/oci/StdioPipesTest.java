package dev.jawa.app.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.Fifo;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Stdio;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StdioPipesTest {

  @TempDir private Path folder;
  private FdPoller poller;

  @BeforeEach
  void prepare() throws Exception {
    poller = new FdPoller();
  }

  @AfterEach
  void close() {
    poller.close();
  }

  @Test
  void survivesAReaderThatGoesAndServesTheNext() throws Exception {
    Path out = Fifo.make(folder.resolve("out"));
    StdioPipes pipes = StdioPipes.open("", out.toString(), "", poller);
    ByteSink stdout = pipes.forGuest().stdout();
    InputStream first = Files.newInputStream(out);
    stdout.write("one".getBytes(UTF_8));
    assertThat(first.readNBytes(3)).asString(UTF_8).isEqualTo("one");
    first.close();

    stdout.write("two".getBytes(UTF_8));
    try (InputStream second = Files.newInputStream(out)) {
      assertThat(second.readNBytes(3)).asString(UTF_8).isEqualTo("two");
      pipes.finish().get(20, TimeUnit.SECONDS);
      assertThat(second.read()).isEqualTo(-1);
    }
  }

  @Test
  void showsTheEndOfStdinOnlyAfterItWasClosed() throws Exception {
    Path in = Fifo.make(folder.resolve("in"));
    try (StdioPipes pipes = StdioPipes.open(in.toString(), "", "", poller)) {
      ByteSource stdin;
      try (RandomAccessFile _ = new RandomAccessFile(in.toFile(), "rw")) {
        stdin = pipes.forGuest().stdin();
      }
      for (String client : new String[] {"one", "two"}) {
        try (OutputStream writer = Files.newOutputStream(in)) {
          writer.write(client.getBytes(UTF_8));
        }
        stdin.readiness().await();
        assertThat(stdin.read(10)).asString(UTF_8).isEqualTo(client);
        assertThat(stdin.read(10)).isSameAs(ByteSource.NOTHING);
      }

      pipes.closeStdin();
      pipes.closeStdin();
      stdin.readiness().await();
      assertThat(stdin.read(10)).isNull();
    }
  }

  @Test
  void showsTheEndAtOnceWhenStdinWasClosedBeforeTheStart() throws Exception {
    Path in = Fifo.make(folder.resolve("in"));
    try (StdioPipes pipes = StdioPipes.open(in.toString(), "", "", poller)) {
      pipes.closeStdin();
      assertThat(pipes.forGuest().stdin().read(10)).isNull();
    }
  }

  @Test
  void showsTheEndAtOnceWhenNobodyWaitsToWrite() throws Exception {
    Path in = Fifo.make(folder.resolve("in"));
    try (StdioPipes pipes = StdioPipes.open(in.toString(), "", "", poller)) {
      assertThat(pipes.forGuest().stdin().read(10)).isNull();
    }
  }

  @Test
  void givesNothingWhereNothingIsOffered() throws Exception {
    try (StdioPipes pipes = StdioPipes.open("", "", "", poller)) {
      Stdio stdio = pipes.forGuest();
      assertThat(stdio.stdin().read(1)).isNull();
      stdio.stdout().write(new byte[100_000]);
      assertThat(stdio.stdout().checkWrite()).isPositive();
      assertThat(stdio.stdoutTerminal()).isFalse();
    }
  }

  @Test
  void writesToTheFileOfAUri() throws Exception {
    Path log = folder.resolve("logs/new/log");
    StdioPipes pipes = StdioPipes.open("", log.toUri().toString(), log.toUri().toString(), poller);
    Stdio stdio = pipes.forGuest();
    stdio.stdout().write("out\n".getBytes(UTF_8));
    stdio.stderr().write("err\n".getBytes(UTF_8));
    pipes.finish().get(20, TimeUnit.SECONDS);
    assertThat(log).hasContent("out\nerr\n");
  }

  @Test
  void reportsEvenAfterTheGuestClosedItsStderr() throws Exception {
    Path file = folder.resolve("err");
    StdioPipes pipes = StdioPipes.open("", "", file.toString(), poller);
    ByteSink stderr = pipes.forGuest().stderr();
    stderr.write("guest\n".getBytes(UTF_8));
    stderr.close();
    assertThatThrownBy(stderr::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);

    pipes.report("trap\n");
    pipes.finish().get(20, TimeUnit.SECONDS);
    assertThat(file).hasContent("guest\ntrap\n");
  }

  @Test
  void namesWhatItCannotOpen() {
    assertThatThrownBy(() -> StdioPipes.open("", "binary:///logger", "", poller))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("a log of scheme 'binary' is not supported");
    Path missing = folder.resolve("none/out");
    assertThatThrownBy(() -> StdioPipes.open("", missing.toString(), "", poller))
        .isInstanceOf(OciException.class)
        .hasMessage(
            "cannot open the container's streams: open " + missing + ": no such file or directory");
  }
}
