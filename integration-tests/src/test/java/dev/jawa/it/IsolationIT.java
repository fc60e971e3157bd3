package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The main things that a container does, with a JVM for its pod and one of its own.
@ParameterizedClass
@MethodSource("isolations")
@Timeout(240)
class IsolationIT extends IsolationTests {

  @Test
  void runsACommandWithItsInput() {
    String[] run = run(List.of("--rm"), name(), "/count-lines.wasm");
    assertThat(containerd.ctrWithInput("a\nb\n", run)).isEqualTo(new Ended(0, "2 -\n", ""));
  }

  @Test
  void saysWhatIsWrongWithTheFile() {
    Ended ended = containerd.ctr(run(List.of("--rm"), name(), "/none.wasm"));
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("/none.wasm: no such file or directory in the container");
  }

  @Test
  void endsAGuestThatTakesMoreMemoryThanTheContainerHas() {
    Ended ended =
        containerd.ctr(run(List.of("--rm", "--memory-limit", "268435456"), name(), "/grow.wasm"));
    assertThat(ended.code()).as(ended.err()).isEqualTo(137);
  }

  @Test
  void pausesExecutesAndEndsByASignal() throws Exception {
    String id = name();
    assertThat(containerd.ctr(run(List.of("--detach"), id, "/loop.wasm")).err()).isEmpty();
    Ended exec =
        containerd.ctrWithInput("a\n", "task", "exec", "--exec-id", "e", id, "/count-lines.wasm");
    assertThat(exec).isEqualTo(new Ended(0, "1 -\n", ""));
    assertThat(containerd.ctr("task", "pause", id).err()).isEmpty();
    assertThat(containerd.taskStatus(id)).contains("PAUSED");
    assertThat(containerd.ctr("task", "resume", id).err()).isEmpty();
    assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
    eventually("it stops", () -> containerd.taskStatus(id).equals(Optional.of("STOPPED")));
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 143");
  }

  @Test
  void tellsOfEverythingOnce() throws Exception {
    String id = name();
    try (CtrEvents events = CtrEvents.of(containerd)) {
      assertThat(containerd.ctr(run(List.of("--rm"), id, "/exit3.wasm")))
          .isEqualTo(new Ended(3, "", ""));
      assertThat(events.await("/tasks/delete", id)).contains("\"exit_status\":3");
      for (String topic : List.of("create", "start", "exit", "delete")) {
        assertThat(events.of("/tasks/" + topic, id)).as(topic).hasSize(1);
      }
    }
  }

  @Test
  void ends137WithABacktraceAfterATrap() {
    Ended ended = containerd.ctr(run(List.of("--rm"), name(), "/trap.wasm"));
    assertThat(ended.code()).isEqualTo(137);
    assertThat(ended.err()).startsWith("wasm trap: unreachable\nwasm backtrace:\n");
  }

  @Test
  void seesWhatIsMountedAndWritesNothingIntoAReadOnlyRoot(@TempDir Path data) throws Exception {
    Files.writeString(data.resolve("text"), "1\n2\n");
    String mount = "type=bind,src=%s,dst=/tmp,options=rbind:ro".formatted(data);
    String[] count =
        run(List.of("--rm", "--mount", mount), name(), "/count-lines.wasm", "/tmp/text");
    assertThat(containerd.ctr(count)).isEqualTo(new Ended(0, "2 /tmp/text\n", ""));
    int readOnly = 69;
    String[] create = run(List.of("--rm", "--read-only"), name(), "/create.wasm");
    assertThat(containerd.ctr(create).code()).isEqualTo(readOnly);
    assertThat(rootfs.resolve("made")).doesNotExist();
  }

  @Test
  void servesHttpInItsOwnNetworkUntilItIsToldToEnd() throws Exception {
    assumeTrue(
        Tools.onPath("nsenter") && Tools.onPath("curl"), "nsenter and curl are not installed");
    String id = detached("/hello-http.wasm");
    String pid = containerd.taskPid(id).orElseThrow().toString();
    String ask =
        "(ip link set lo up || ifconfig lo up) 2>/dev/null;"
            + " curl -s --retry 30 --retry-delay 1 --retry-connrefused http://127.0.0.1:8080/";
    assertThat(Tools.run(Path.of("/"), Map.of(), "nsenter", "-t", pid, "-n", "sh", "-c", ask))
        .containsIgnoringCase("hello");
    assertThat(containerd.ctr("task", "metrics", id).out()).contains("memory");
    assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 143");
  }

  /// Of a pod the daemon, of a container its own process.
  @Test
  void theEndOfItsJvmIsToldAsItsOwn() throws Exception {
    String id = detached("/loop.wasm");
    try (CtrEvents events = CtrEvents.of(containerd)) {
      jvm(id).destroyForcibly();
      assertThat(events.await("/tasks/exit", id)).contains("\"exit_status\":137");
    }
  }
}
