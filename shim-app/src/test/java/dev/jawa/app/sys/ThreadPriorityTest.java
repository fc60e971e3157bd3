package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadPriorityTest {

  @ParameterizedTest
  @CsvSource({"1024, 0", "512, 3", "100, 10", "2, 19", "0, 19", "2048, -3", "1000000, -5"})
  void findsTheLevelOfShares(long shares, int nice) {
    assertThat(ThreadPriority.niceOf(shares)).isEqualTo(nice);
  }

  @Test
  void givesTheThreadItsLevelAndNoOther() throws Exception {
    String[] seen = new String[1];
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              ThreadPriority.set(0, 7);
              seen[0] = niceOf(ThreadPriority.currentThread());
            });
    thread.join();
    assertThat(seen[0]).isEqualTo("7");
    assertThat(niceOf(ThreadPriority.currentThread())).isNotEqualTo("7");
  }

  private static String niceOf(int thread) {
    try {
      String stat = Files.readString(Path.of("/proc/self/task/" + thread + "/stat"));
      // Behind the name, which may contain spaces, it is the 17th.
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16];
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
