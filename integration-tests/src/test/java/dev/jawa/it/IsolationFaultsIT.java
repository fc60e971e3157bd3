package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What is killed, ends while nobody looks, or takes too much, where guests have a JVM for their
/// pod or one of their own.
@ParameterizedClass
@MethodSource("fewerIsolations")
@Timeout(240)
class IsolationFaultsIT extends IsolationTests {

  private static final int ENOUGH_FOR_A_JVM = 268435456;

  @Test
  void goesOnWhileContainerdRestarts() throws Exception {
    String id = detached("/hello-http.wasm");
    long pid = containerd.taskPid(id).orElseThrow();
    containerd.kill();
    containerd.start();
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    assertThat(containerd.taskPid(id)).contains(pid);
    assertThat(containerd.ctr("task", "exec", "--exec-id", "e", id, "/count-lines.wasm"))
        .isEqualTo(new Ended(0, "0 -\n", ""));
    assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 143");
  }

  @Test
  void containerdLearnsOfAnEndThatCameWhileItWasAway() throws Exception {
    endsWhileContainerdIsAway();
  }

  /// Of a pod its own; of containers that are JVMs themselves that of their namespace.
  @Test
  void everyContainerOfADaemonThatIsKilledIsReported() throws Exception {
    try (CtrEvents events = CtrEvents.of(containerd)) {
      String id = detached("/loop.wasm");
      String other = detached("/hello-http.wasm");
      ProcessHandle process = ProcessHandle.of(containerd.taskPid(id).orElseThrow()).orElseThrow();
      daemon(id).destroyForcibly();
      assertThat(events.await("/tasks/exit", id)).contains("\"exit_status\":137");
      events.await("/tasks/delete", id);
      eventually("containerd forgets the task", () -> containerd.taskStatus(id).isEmpty());
      eventually("its process ends", () -> !process.isAlive());
      if (isolation.equals("pod")) {
        assertThat(containerd.taskStatus(other)).as("that of another pod").contains("RUNNING");
      } else {
        assertThat(events.await("/tasks/exit", other)).contains("\"exit_status\":137");
      }
      containerd.removeTasks();
      eventually("nothing is left", () -> containerd.leftovers().isEmpty());
      othersRun();
    }
  }

  private ProcessHandle daemon(String id) throws Exception {
    return isolation.equals("pod")
        ? containerd.podDaemon(id).orElseThrow()
        : ProcessHandle.of(containerd.daemonPid()).orElseThrow();
  }

  @Test
  void tellsThatTheMemoryWasNotEnough() throws Exception {
    try (CtrEvents events = CtrEvents.of(containerd)) {
      String id = detached("/grow.wasm", "--memory-limit", Integer.toString(ENOUGH_FOR_A_JVM));
      events.await("/tasks/oom", id);
      assertThat(events.await("/tasks/exit", id)).contains("\"exit_status\":137");
      othersRun();
    }
  }

  @Test
  void whatIsExecutedEndsWithTheContainer() throws Exception {
    String id = detached("/hello-http.wasm");
    try (CtrEvents events = CtrEvents.of(containerd)) {
      Process exec = containerd.ctrStarted("task", "exec", "--exec-id", "x", id, "/loop.wasm");
      events.await("/tasks/exec-started", id);
      killed(id);
      assertThat(exec.waitFor()).isEqualTo(137);
    }
  }
}
