package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessHandleFdTest {

  @Test
  void tellsWhenAProcessWasEnded() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "600").start();
    try (FdPoller poller = new FdPoller();
        ProcessHandleFd process = ProcessHandleFd.open(sleeper.pid(), poller, () -> {})) {
      assertThat(process.ended()).isNotDone();
      process.signal(9);
      process.ended().get(60, TimeUnit.SECONDS);
      process.signal(9);
    } finally {
      sleeper.destroyForcibly();
    }
  }

  @Test
  void refusesAProcessThatIsNotThere() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    try (FdPoller poller = new FdPoller()) {
      assertThatThrownBy(() -> ProcessHandleFd.open(ended.pid(), poller, () -> {}))
          .isInstanceOf(IOException.class)
          .hasMessage("pidfd_open " + ended.pid() + ": no such process");
    }
  }
}
