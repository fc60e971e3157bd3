package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLockTest {

  @Test
  void excludesTheScriptsFlock(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("lock");
    try (FileLock _ = FileLock.acquire(file)) {
      assertThat(flock(file)).isEqualTo(1);
    }
    assertThat(flock(file)).isZero();
  }

  private static int flock(Path file) throws Exception {
    return new ProcessBuilder("flock", "-n", file.toString(), "true").start().waitFor();
  }
}
