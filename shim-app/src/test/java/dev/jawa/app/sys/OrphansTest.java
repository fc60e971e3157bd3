package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is buried is looked for by the tests themselves, not by the clock.
@Timeout(60)
class OrphansTest {

  @TempDir private Path folder;
  private FdPoller poller;
  private Orphans orphans;

  @BeforeEach
  void start() throws IOException {
    CurrentProcess.becomeSubreaper();
    poller = new FdPoller();
    orphans = new Orphans(poller, Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    orphans.close();
    poller.close();
  }

  /// Starts a process in a session of its own whose parent has ended.
  private long orphan() throws Exception {
    // Not by a pipe: Java closes it when the parent ends, which may be before anything is said.
    Path said = Files.createTempFile(folder, "pid", "");
    Process parent =
        new ProcessBuilder("sh", "-c", "setsid sh -c 'echo $$; exec sleep 600 >/dev/null 2>&1' &")
            .redirectOutput(said.toFile())
            .start();
    assertThat(parent.waitFor()).isZero();
    String line = Files.readString(said);
    while (!line.endsWith("\n")) {
      Thread.sleep(5);
      line = Files.readString(said);
    }
    return Long.parseLong(line.strip());
  }

  /// The same, ended by SIGTERM in the meantime.
  private long deadOrphan() throws Exception {
    long pid = orphan();
    ProcessHandle.of(pid).orElseThrow().destroy();
    await(() -> isZombie(pid));
    return pid;
  }

  private static boolean isZombie(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") Z ");
    } catch (IOException _) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Test
  void buriesAStrangerThatHasEnded() throws Exception {
    long pid = deadOrphan();
    orphans.bury();
    assertThat(Path.of("/proc/" + pid)).doesNotExist();
  }

  @Test
  void leavesAStrangerThatLives() throws Exception {
    long pid = orphan();
    orphans.bury();
    assertThat(Path.of("/proc/" + pid)).exists();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    await(() -> isZombie(pid));
    orphans.bury();
  }

  @Test
  void leavesTheStatusOfWhatWasAdoptedToWhoWaits() throws Exception {
    try (Orphans.Start start = orphans.starting()) {
      long pid = deadOrphan();
      Thread burial = Thread.ofPlatform().start(orphans::bury);
      await(() -> burial.getState() == Thread.State.WAITING);
      try (ProcessHandleFd process = orphans.adopt(pid)) {
        start.close();
        burial.join();
        assertThat(process.ended().get(60, TimeUnit.SECONDS)).isEqualTo(143);
      }
    }
  }

  @Test
  void leavesTheStatusOfJavasOwnChildrenToJava() throws Exception {
    Process child = new ProcessBuilder("sh", "-c", "exit 7").start();
    await(() -> !child.isAlive() || isZombie(child.pid()));
    orphans.bury();
    assertThat(child.waitFor()).isEqualTo(7);
  }
}
