package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// In a JVM of its own: it ends what this one has started.
@Timeout(60)
class LastChildrenTest {

  @TempDir private Path folder;

  /// Starts a program and waits for its first line.
  static final class Parent {
    private Parent() {}

    public static void main(String[] program) throws Exception {
      Process child = new ProcessBuilder(program).start();
      var _ = child.inputReader().readLine();
      LastChildren.end(Duration.ofMillis(300));
      System.out.println(ProcessHandle.current().descendants().count());
    }
  }

  private String leftAfter(String script) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Parent.class.getName(),
            "sh",
            "-c",
            script,
            folder.resolve("mark").toString());
    Process parent = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(parent.getInputStream().readAllBytes());
    assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return out.strip();
  }

  @Test
  void waitsForWhoEndsByItself() throws Exception {
    assertThat(leftAfter("echo; sleep 0.1; : >\"$0\"")).isEqualTo("0");
    assertThat(folder.resolve("mark")).exists();
  }

  @Test
  void tellsOthersToEnd() throws Exception {
    assertThat(leftAfter("trap ': >\"$0\"; exit' TERM; echo; while :; do sleep 0.05; done"))
        .isEqualTo("0");
    assertThat(folder.resolve("mark")).exists();
  }

  @Test
  void killsWhoDoesNotListen() throws Exception {
    assertThat(leftAfter("trap '' TERM; echo; while :; do sleep 0.05; done")).isEqualTo("0");
    assertThat(Files.exists(folder.resolve("mark"))).isFalse();
  }
}
