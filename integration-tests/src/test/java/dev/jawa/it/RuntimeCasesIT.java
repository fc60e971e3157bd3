package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cases in which the OCI runtime is slow, or something ends in the middle of what it does. It is
/// the machine's own, behind a script that does what a test wants after or before it.
@ParameterizedClass
@MethodSource("released")
@Timeout(180)
class RuntimeCasesIT extends RootfsTests {

  @Parameter private ContainerdVersion version;

  private HookedRuntime runtime;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    runtime = HookedRuntime.make();
    containerd = PrivateContainerd.start(version, runtime.environment());
    rootfs = rootfs();
    busybox(List.of("sh", "sleep"));
    wasm(rootfs, "loop.wasm", LOOP);
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @AfterEach
  void forget() throws IOException {
    runtime.forget();
  }

  @Override
  void beforeStop() throws Exception {
    runtime.close();
  }

  /// 6429: what never began does not end.
  @Test
  void tellsOfNoEndOfWhatCouldNotBeStarted() throws Exception {
    String id = name();
    String address = "JAWA_HTTP_ADDR=192.0.2.1:80";
    try (CtrEvents events = CtrEvents.of(containerd)) {
      Ended ended = containerd.ctr(run(List.of("--rm", "--env", address), id, "/hello-http.wasm"));
      assertThat(ended.code()).isNotZero();
      events.await("/tasks/delete", id);
      assertThat(events.of("/tasks/start", id)).isEmpty();
      assertThat(events.of("/tasks/exit", id)).isEmpty();
    }
  }

  /// 9103: as the OOM killer may.
  @Test
  void aProcessThatIsKilledBeforeItIsStartedIsStopped() throws Exception {
    runtime.hook("after-create", "kill -9 \"$(cat \"$pid\")\"");
    for (String program : List.of("/loop.wasm", "/bin/sleep")) {
      Ended ended = containerd.ctr(run(List.of("--detach"), name(), program, "600"));
      assertThat(ended.code()).isNotZero();
      assertThat(ended.err()).hasLineCount(1).contains("ctr: ");
    }
    forget();
    othersRun();
  }

  /// 10589: the container's own process ends while another is being made in it.
  @Test
  void aContainerThatEndsWhileSomethingIsExecutedInItHasEnded() throws Exception {
    String id = detached("/loop.wasm");
    long holder = containerd.taskPid(id).orElseThrow();
    try (CtrEvents events = CtrEvents.of(containerd)) {
      runtime.hook("after-exec", "kill -9 " + holder + "; sleep 1");
      Ended exec = containerd.ctr("task", "exec", "--exec-id", name(), id, "/bin/sleep", "600");
      assertThat(exec.code()).isNotZero();
      assertThat(events.await("/tasks/exit", id)).contains(id);
      awaitStatus(id, "STOPPED");
    }
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
  }

  /// 7496: the client has lost patience while the container's things are taken away slowly.
  @Test
  void aDeletionThatNobodyWaitsForIsDoneAllTheSame() throws Exception {
    String id = detached("/loop.wasm");
    containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    awaitStatus(id, "STOPPED");
    runtime.hook("before-delete", HookedRuntime.WAIT);
    Process client = containerd.ctrStarted("task", "rm", id);
    runtime.awaitReached();
    client.destroyForcibly().waitFor();
    runtime.unhook("before-delete");
    othersRun();
    runtime.letGo();
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
    containerd.ctr("task", "rm", "--force", id);
    eventually("containerd has forgotten it", () -> containerd.taskStatus(id).isEmpty());
  }

  /// Nobody is there any more who knows that the runtime is at work.
  @ParameterizedTest
  @ValueSource(strings = {"before-create", "after-create", "before-start"})
  void aDaemonThatIsKilledWhileAContainerIsMadeLeavesNothing(String moment) throws Exception {
    othersRun();
    runtime.hook(moment, HookedRuntime.WAIT);
    Process client = containerd.ctrStarted(run(List.of("--detach"), name(), "/loop.wasm"));
    try {
      runtime.awaitReached();
      ProcessHandle.of(containerd.daemonPid()).orElseThrow().destroyForcibly();
      assertThat(client.waitFor()).isNotZero();
      runtime.letGo();
    } finally {
      client.destroyForcibly();
    }
    forget();
    othersRun();
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
    eventually("nothing is at work", () -> !runtimeRuns());
  }

  @Test
  void aDaemonThatIsKilledWhileTheRuntimeIsAtWorkLeavesNothing() throws Exception {
    othersRun();
    runtime.hook(
        "before-create",
        HookedRuntime.IN_CREATE + "kill -STOP $runtime; " + HookedRuntime.WAIT + "; exit 1");
    Process client = containerd.ctrStarted(run(List.of("--detach"), name(), "/loop.wasm"));
    try {
      runtime.awaitReached();
      ProcessHandle.of(containerd.daemonPid()).orElseThrow().destroyForcibly();
      assertThat(client.waitFor()).isNotZero();
    } finally {
      client.destroyForcibly();
    }
    forget();
    othersRun();
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
    eventually("nothing is at work", () -> !runtimeRuns());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/loop.wasm", "/bin/sleep"})
  void aRuntimeThatIsKilledAtWorkLeavesNothing(String program) throws Exception {
    runtime.hook(
        "before-create",
        HookedRuntime.IN_CREATE + "kill -9 $runtime; wait $runtime 2>/dev/null; exit 137");
    Ended ended = containerd.ctr(run(List.of("--detach"), name(), program, "600"));
    assertThat(ended.code()).isNotZero();
    // What it had begun may say on the container's stderr that nobody is there any more.
    assertThat(ended.err()).contains("failed with exit status 137");
    forget();
    othersRun();
    containerd.removeTasks();
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
  }

  private boolean runtimeRuns() {
    String state = containerd.shimState("default").toString();
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .anyMatch(command -> command.contains("--root " + state));
  }

  /// What was asked is answered to nobody, and is done or undone.
  @Test
  void aContainerdThatIsKilledWhileAContainerIsMadeFindsNothingOrAllOfIt() throws Exception {
    othersRun();
    runtime.hook("before-create", HookedRuntime.WAIT);
    String id = name();
    Process client = containerd.ctrStarted(run(List.of("--detach"), id, "/loop.wasm"));
    try {
      runtime.awaitReached();
      containerd.kill();
      assertThat(client.waitFor()).isNotZero();
      runtime.letGo();
    } finally {
      client.destroyForcibly();
    }
    // Before containerd comes back: it has what it does not know deleted, also what still runs.
    eventually("the runtime goes on", () -> !runtime.isWaiting());
    containerd.start();
    forget();
    othersRun();
    containerd.removeTasks();
    eventually("nothing is at work", () -> !runtimeRuns());
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
  }
}
