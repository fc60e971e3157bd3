package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompilerThreadsTest {

  /// Behind a thread's name in parentheses, which may hold blanks.
  private static final int NICE = 16;

  /// In a JVM of its own, as only the superuser could put it back.
  @Test
  void optimizesAfterOthersAndLeavesTheRestAsItIs() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();

    List<String> lines =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();

    assertThat(child.waitFor()).as(lines::toString).isZero();
    assertThat(lines).contains("(C2 CompilerThre) 10", "(C1 CompilerThre) 0", "(java) 0");
  }

  static final class Child {

    private Child() {}

    public static void main(String[] args) throws IOException {
      CompilerThreads.optimizeAfterOthers();
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        for (Path task : tasks.toList()) {
          System.out.println(nameAndNice(Files.readString(task.resolve("stat"))));
        }
      }
    }

    private static String nameAndNice(String stat) {
      int end = stat.lastIndexOf(')') + 1;
      return stat.substring(stat.indexOf('('), end)
          + " "
          + stat.substring(end).strip().split(" ")[NICE];
    }
  }
}
