package dev.jawa.app.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.Fifo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessStreamsTest {

  @TempDir private Path folder;
  private FdPoller poller;
  private Path out;
  private ProcessStreams streams;

  @BeforeEach
  void prepare() throws Exception {
    poller = new FdPoller();
    out = Fifo.make(folder.resolve("out"));
    streams =
        ProcessStreams.open(new StdioRequest("", out.toString(), "", false), "c1", "ns", poller);
  }

  @AfterEach
  void close() {
    streams.close();
    poller.close();
  }

  /// Runs a script beside the container's own process, to its end.
  ///
  /// @return the number that it wrote into the file `child`
  private ProcessHandle execute(String script) throws Exception {
    streams.launchBeside(stdio -> {
      try {
        Process shell =
            new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectInput(stdio.stdin())
                .redirectOutput(stdio.stdout())
                .redirectError(stdio.stderr())
                .start();
        assertThat(Children.waitFor(shell)).isZero();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    long child = Long.parseLong(Files.readString(folder.resolve("child")).strip());
    return ProcessHandle.of(child).orElseThrow();
  }

  @Test
  void waitsForAChildThatHoldsTheOutput() throws Exception {
    try (InputStream client = Files.newInputStream(out)) {
      ProcessHandle child = execute("sleep 600 & echo $! >child; echo said");
      CompletableFuture<Void> finished = streams.finish();
      assertThat(client.readNBytes(5)).asString(UTF_8).isEqualTo("said\n");
      assertThat(finished).isNotDone();
      child.destroyForcibly();
      finished.get(60, TimeUnit.SECONDS);
      assertThat(client.read()).isEqualTo(-1);
    }
  }

  @Test
  void showsTheClientTheEndWhenItIsClosedThoughAChildHoldsTheOutput() throws Exception {
    try (InputStream client = Files.newInputStream(out)) {
      ProcessHandle child = execute("sleep 600 & echo $! >child; echo said");
      try {
        CompletableFuture<Void> finished = streams.finish();
        assertThat(client.readNBytes(5)).asString(UTF_8).isEqualTo("said\n");
        streams.close();
        assertThat(client.read()).isEqualTo(-1);
        finished.get(60, TimeUnit.SECONDS);
      } finally {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void aFailedLaunchLeavesNothingToWaitFor() throws Exception {
    try (InputStream client = Files.newInputStream(out)) {
      assertThatThrownBy(() ->
              streams.launchBeside(_ -> {
                throw new OciException("refused");
              }))
          .hasMessage("refused");
      streams.finish().get(60, TimeUnit.SECONDS);
      assertThat(client.read()).isEqualTo(-1);
    }
  }
}
