package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cases in which the OCI runtime is slow, or something ends in the middle of what it does. It is
/// the machine's own, behind a script that does what a test wants after or before it.
@ParameterizedClass
@EnumSource(ContainerdVersion.class)
@Timeout(180)
class RuntimeCasesIT extends RootfsTests {

  /// For each subcommand a test may lay down a file `before-…` or `after-…` with shell commands,
  /// which find the file of the number of the process that was made in `$pid`.
  private static final String RUNC =
      """
      #!/bin/sh
      here=%s
      pid= command= last=
      for word; do
        [ "$last" != --pid-file ] || pid=$word
        case $word in create | start | exec | kill | delete) command=${command:-$word} ;; esac
        last=$word
      done
      [ ! -e "$here/before-$command" ] || . "$here/before-$command"
      runc "$@"
      status=$?
      [ ! -e "$here/after-$command" ] || . "$here/after-$command"
      exit $status
      """;

  @Parameter private ContainerdVersion version;

  private Path hooks;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    hooks = Files.createTempDirectory(Path.of("/tmp"), "jawa-it-hooks");
    Path runc = hooks.resolve("runc");
    Files.writeString(runc, RUNC.formatted(hooks));
    Tools.run(hooks, Map.of(), "chmod", "755", runc.toString());
    containerd = PrivateContainerd.start(version, Map.of("JAWA_RUNC", runc.toString()));
    rootfs = rootfs();
    busybox(List.of("sh", "sleep"));
    wasm(rootfs, "loop.wasm", LOOP);
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @AfterEach
  void forget() throws IOException {
    for (String name : List.of("create", "start", "exec", "kill", "delete")) {
      Files.deleteIfExists(hooks.resolve("before-" + name));
      Files.deleteIfExists(hooks.resolve("after-" + name));
    }
    Files.deleteIfExists(hooks.resolve("reached"));
    Files.deleteIfExists(hooks.resolve("go"));
  }

  @Override
  void beforeStop() throws Exception {
    Files.deleteIfExists(hooks.resolve("runc"));
    Files.delete(hooks);
  }

  private void hook(String name, String commands) throws IOException {
    Files.writeString(hooks.resolve(name), commands + "\n");
  }

  /// Commands that tell that they were reached, and wait until [#letGo()].
  private static final String WAIT =
      ": >\"$here/reached\"; while [ ! -e \"$here/go\" ]; do sleep 0.1; done; rm \"$here/reached\"";

  /// Commands that run the runtime until the container's cgroup is there, of which it has written
  /// nothing down yet.
  private static final String IN_CREATE =
      """
      made() {
        for tree in /sys/fs/cgroup /sys/fs/cgroup/*; do [ ! -d "$tree/default/$last" ] || return 0; done
        return 1
      }
      runc "$@" & runtime=$!
      until made || ! kill -0 $runtime 2>/dev/null; do :; done
      """;

  private void awaitReached() throws InterruptedException {
    eventually("it is reached", () -> Files.exists(hooks.resolve("reached")));
  }

  private void letGo() throws IOException {
    Files.createFile(hooks.resolve("go"));
  }

  private void othersRun() {
    assertThat(containerd.ctr(run(List.of("--rm"), name(), "/count-lines.wasm")))
        .isEqualTo(new Ended(0, "0 -\n", ""));
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
    hook("after-create", "kill -9 \"$(cat \"$pid\")\"");
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
      hook("after-exec", "kill -9 " + holder + "; sleep 1");
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
    hook("before-delete", WAIT);
    Process client = containerd.ctrStarted("task", "rm", id);
    awaitReached();
    client.destroyForcibly().waitFor();
    Files.delete(hooks.resolve("before-delete"));
    othersRun();
    letGo();
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
    containerd.ctr("task", "rm", "--force", id);
    eventually("containerd has forgotten it", () -> containerd.taskStatus(id).isEmpty());
  }

  /// Nobody is there any more who knows that the runtime is at work.
  @ParameterizedTest
  @ValueSource(strings = {"before-create", "after-create", "before-start"})
  void aDaemonThatIsKilledWhileAContainerIsMadeLeavesNothing(String moment) throws Exception {
    othersRun();
    hook(moment, WAIT);
    Process client = containerd.ctrStarted(run(List.of("--detach"), name(), "/loop.wasm"));
    try {
      awaitReached();
      ProcessHandle.of(containerd.daemonPid()).orElseThrow().destroyForcibly();
      assertThat(client.waitFor()).isNotZero();
      letGo();
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
    hook("before-create", IN_CREATE + "kill -STOP $runtime; " + WAIT + "; exit 1");
    Process client = containerd.ctrStarted(run(List.of("--detach"), name(), "/loop.wasm"));
    try {
      awaitReached();
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
    hook("before-create", IN_CREATE + "kill -9 $runtime; wait $runtime 2>/dev/null; exit 137");
    Ended ended = containerd.ctr(run(List.of("--detach"), name(), program, "600"));
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).hasLineCount(1).contains("137");
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
    hook("before-create", WAIT);
    String id = name();
    Process client = containerd.ctrStarted(run(List.of("--detach"), id, "/loop.wasm"));
    try {
      awaitReached();
      containerd.kill();
      assertThat(client.waitFor()).isNotZero();
      letGo();
    } finally {
      client.destroyForcibly();
    }
    // Before containerd comes back: it has what it does not know deleted, also what still runs.
    eventually("the runtime goes on", () -> !Files.exists(hooks.resolve("reached")));
    containerd.start();
    forget();
    othersRun();
    containerd.removeTasks();
    eventually("nothing is at work", () -> !runtimeRuns());
    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
  }
}
