package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SpareDaemonTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final String TOLD = "-state /run/a folder\n-group 7\n-cgroup \n\n";

  @TempDir private Path above;
  private Path folder;

  @BeforeEach
  void make() throws IOException {
    folder = Files.createDirectory(above.resolve("ns.jawa+spare"));
  }

  private static void told(PipedOutputStream script) throws IOException {
    script.write(TOLD.getBytes(StandardCharsets.UTF_8));
    script.flush();
  }

  private static void assertIsTold(Optional<String[]> arguments) {
    assertThat(arguments.orElseThrow())
        .containsExactly("-state", "/run/a folder", "-group", "7", "-cgroup", "");
  }

  @Test
  void isWhoseItIsTold() throws Exception {
    try (PipedOutputStream script = new PipedOutputStream();
        InputStream in = new PipedInputStream(script)) {
      told(script);
      assertIsTold(new SpareDaemon(folder, in).await(LONG));
      assertThat(folder.resolve("pid")).content().startsWith(ProcessHandle.current().pid() + " ");
      assertThat(folder.resolve("heap")).hasContent("" + Runtime.getRuntime().maxMemory());
    }
  }

  @Test
  void endsWhenNobodyComes() throws Exception {
    try (PipedOutputStream script = new PipedOutputStream();
        InputStream in = new PipedInputStream(script)) {
      assertThat(new SpareDaemon(folder, in).await(Duration.ofMillis(50))).isEmpty();
      assertThat(above).isEmptyDirectory();
    }
  }

  /// Its time is over, but somebody has it already and is about to say who.
  @Test
  void waitsForWhoHasItAlready() throws Exception {
    try (PipedOutputStream script = new PipedOutputStream();
        InputStream in = new PipedInputStream(script)) {
      Thread late =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!Files.exists(folder.resolve("pid"))) {
                    Thread.sleep(5);
                  }
                  Files.move(folder, above.resolve("moved"));
                  Thread.sleep(500);
                  told(script);
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertIsTold(new SpareDaemon(folder, in).await(Duration.ofMillis(300)));
      late.join();
    }
  }

  @Test
  void sawTheEndBeforeItWasTold() {
    assertThatThrownBy(() -> new SpareDaemon(folder, InputStream.nullInputStream()).await(LONG))
        .isInstanceOf(IOException.class)
        .hasMessage("could not read whose daemon this is");
  }

  @Test
  void isToldByItsCommandLineThatItIsOne() {
    assertThat(SpareDaemon.folder("-spare", "/x")).contains(Path.of("/x"));
    assertThat(SpareDaemon.folder("-state", "/x", "-namespace", "n")).isEmpty();
  }
}
