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
import java.nio.file.attribute.PosixFilePermissions;
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

  private StdioPipes open(String stdin, String stdout, String stderr) {
    return StdioPipes.open(
        new StdioRequest(stdin, stdout, stderr, false),
        new LoggerProcess.Owner("c1", "ns"),
        poller);
  }

  @Test
  void survivesAReaderThatGoesAndServesTheNext() throws Exception {
    Path out = Fifo.make(folder.resolve("out"));
    StdioPipes pipes = open("", out.toString(), "");
    ByteSink stdout = pipes.forGuest().stdout();
    InputStream first = Files.newInputStream(out);
    stdout.write("one".getBytes(UTF_8));
    assertThat(first.readNBytes(3)).asString(UTF_8).isEqualTo("one");
    first.close();

    stdout.write("two".getBytes(UTF_8));
    try (InputStream second = Files.newInputStream(out)) {
      assertThat(second.readNBytes(3)).asString(UTF_8).isEqualTo("two");
      pipes.finish().get(60, TimeUnit.SECONDS);
      assertThat(second.read()).isEqualTo(-1);
    }
  }

  @Test
  void showsTheEndOfStdinOnlyAfterItWasClosed() throws Exception {
    Path in = Fifo.make(folder.resolve("in"));
    try (StdioPipes pipes = open(in.toString(), "", "")) {
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
    try (StdioPipes pipes = open(in.toString(), "", "")) {
      pipes.closeStdin();
      assertThat(pipes.forGuest().stdin().read(10)).isNull();
    }
  }

  @Test
  void showsTheEndAtOnceWhenNobodyWaitsToWrite() throws Exception {
    Path in = Fifo.make(folder.resolve("in"));
    try (StdioPipes pipes = open(in.toString(), "", "")) {
      assertThat(pipes.forGuest().stdin().read(10)).isNull();
    }
  }

  @Test
  void givesNothingWhereNothingIsOffered() throws Exception {
    try (StdioPipes pipes = open("", "", "")) {
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
    StdioPipes pipes = open("", log.toUri().toString(), log.toUri().toString());
    Stdio stdio = pipes.forGuest();
    stdio.stdout().write("out\n".getBytes(UTF_8));
    stdio.stderr().write("err\n".getBytes(UTF_8));
    pipes.finish().get(60, TimeUnit.SECONDS);
    assertThat(log).hasContent("out\nerr\n");
  }

  @Test
  void handsBothStreamsToALogger() throws Exception {
    Path program = folder.resolve("logger");
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec 5>&-
        { cat <&3 & cat <&4; wait; echo "$CONTAINER_ID $CONTAINER_NAMESPACE $*"; env | wc -l; } >"$2"
        """);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Path log = folder.resolve("log");
    StdioPipes pipes = open("", "binary://" + program + "?to=" + log, "ignored");
    Stdio stdio = pipes.forGuest();
    stdio.stdout().write("out\n".getBytes(UTF_8));
    stdio.stderr().write("err\n".getBytes(UTF_8));
    pipes.finish().get(60, TimeUnit.SECONDS);
    assertThat(Files.readAllLines(log))
        .contains("out", "err", "c1 ns to " + log)
        // A shell adds three of its own: PWD, OLDPWD or SHLVL, and _.
        .last()
        .satisfies(count -> assertThat(Integer.parseInt(count.strip())).isLessThan(7));
  }

  @Test
  void reportsEvenAfterTheGuestClosedItsStderr() throws Exception {
    Path file = folder.resolve("err");
    StdioPipes pipes = open("", "", file.toString());
    ByteSink stderr = pipes.forGuest().stderr();
    stderr.write("guest\n".getBytes(UTF_8));
    stderr.close();
    assertThatThrownBy(stderr::checkWrite).isInstanceOf(ByteSink.ClosedSinkException.class);

    pipes.report("trap\n");
    pipes.finish().get(60, TimeUnit.SECONDS);
    assertThat(file).hasContent("guest\ntrap\n");
  }

  @Test
  void namesWhatItCannotOpen() {
    assertThatThrownBy(() -> open("", "syslog:///dev/log", ""))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("a log of scheme 'syslog' is not supported");
    assertThatThrownBy(() -> open("", "binary:///no/such/logger", ""))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("the logger /no/such/logger is no program that can be executed");
    Path missing = folder.resolve("none/out");
    assertThatThrownBy(() -> open("", missing.toString(), ""))
        .isInstanceOf(OciException.class)
        .hasMessage(
            "cannot open the container's streams: open " + missing + ": no such file or directory");
  }
}
