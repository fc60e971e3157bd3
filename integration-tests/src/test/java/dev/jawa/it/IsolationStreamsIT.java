package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Where the output of guests goes that have a JVM for their pod or one of their own: terminals,
/// loggers, files, clients that are slow or gone.
@ParameterizedClass
@MethodSource("fewerIsolations")
@Timeout(240)
class IsolationStreamsIT extends IsolationTests {

  @Test
  void givesAGuestATerminal() throws Exception {
    assertThat(onTerminal("one\ntwo\n\004", "/count-lines.wasm")).contains("one\r", "2 -\r");
  }

  /// A guest that asks for nothing is ended all the same.
  @Test
  void aTerminalsKeyInterrupts() throws Exception {
    onTerminal(INTERRUPT, "/loop.wasm");
  }

  @Test
  void writesToALoggerThatTheClientNames(@TempDir Path folder) throws Exception {
    String id = detached("/trap.wasm", "--log-uri", logger(folder));
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
    assertThat(folder.resolve("err")).content().startsWith("wasm trap: unreachable\n");
    assertThat(folder.resolve("out")).isEmptyFile();
  }

  @Test
  void appendsToALogFile(@TempDir Path folder) throws Exception {
    String uri = "file://" + folder + "/new/log";
    for (int i = 0; i < 2; i++) {
      String id = detached("/count-lines.wasm", "--log-uri", uri);
      awaitStatus(id, "STOPPED");
      assertThat(containerd.ctr("task", "rm", id).err()).isEmpty();
    }
    assertThat(folder.resolve("new/log")).hasContent("0 -\n0 -\n");
  }

  @Test
  void aReaderThatIsSlowLosesNothing() throws Exception {
    Process ctr = containerd.ctrStarted(run(List.of("--rm"), name(), "/print.wasm"));
    try (InputStream out = ctr.getInputStream()) {
      assertThat(out.read()).isZero();
      othersRun();
      byte[] part = new byte[1 << 16];
      long count = 1;
      for (int read = out.read(part); read > 0; read = out.read(part)) {
        count += read;
      }
      assertThat(count).isEqualTo(PRINTED);
      assertThat(ctr.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ctr.exitValue()).isZero();
    } finally {
      ctr.destroyForcibly();
    }
  }

  /// It has filled what the pipe holds, and waits.
  @Test
  void aGuestWhoseOutputNobodyReadsCanBeEnded() throws Exception {
    endsThoughNobodyReads();
  }

  @Test
  void aGuestWhoseLoggerHangsCanBeEnded(@TempDir Path folder) throws Exception {
    endsThoughItsLoggerHangs(folder);
  }

  @Test
  void aLogThatFillsItsDiskHarmsNobodyElse(@TempDir Path folder) throws Exception {
    fillsTheDiskOfItsLog(folder);
  }
}
