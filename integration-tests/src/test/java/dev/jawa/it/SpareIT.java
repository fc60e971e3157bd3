package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A JVM that waits for the next pod that wants one (`jawa.daemon.spare`).
@ParameterizedClass
@MethodSource("fewerPlatforms")
@Timeout(240)
class SpareIT extends PlatformTests {

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd =
        PrivateContainerd.start(
            version, Map.of("JAWA_DAEMON_SPARE", "600s", "JAWA_DAEMON_POD_IDLE", "1s"), shim);
    rootfs = rootfs();
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    wasm(rootfs, "grow.wasm", GROW);
  }

  @Override
  String[] run(List<String> options, String id, String... program) {
    List<String> all = new ArrayList<>(List.of("--env", "JAWA_ISOLATION=pod"));
    all.addAll(options);
    return super.run(all, id, program);
  }

  // The last start may just be leaving one behind.
  @Override
  void beforeStop() throws Exception {
    eventually("no JVM waits", this::noneWaits);
  }

  private boolean noneWaits() {
    List<ProcessHandle> waiting =
        ProcessHandle.allProcesses()
            .filter(process -> {
              String command = Tools.commandLine(process);
              return command.contains(containerd.folder() + "/") && command.contains("spare ");
            })
            .toList();
    waiting.forEach(ProcessHandle::destroyForcibly);
    return waiting.isEmpty();
  }

  private Path spareFolder() {
    Path shared = containerd.shimState("default");
    return shared.resolveSibling(shared.getFileName() + "+spare");
  }

  /// Of the daemon that runs this container, as the script has told containerd.
  private Path daemonFolder(String id) throws IOException {
    Path bundle =
        containerd.folder().resolve("state/io.containerd.runtime.v2.task/default").resolve(id);
    String socket = Files.readString(bundle.resolve("address")).replace("unix://", "");
    return Path.of(socket).resolveSibling("");
  }

  /// The process that the file `pid` of a folder tells of.
  private static Optional<ProcessHandle> process(Path folder) {
    try {
      String pid = Files.readString(folder.resolve("pid")).split(" ")[0];
      return ProcessHandle.of(Long.parseLong(pid));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private ProcessHandle spare() throws InterruptedException {
    eventually("a JVM waits", () -> process(spareFolder()).isPresent());
    return process(spareFolder()).orElseThrow();
  }

  /// Starts a container, which gets the JVM that waits.
  private String detachedInto(ProcessHandle spare) throws IOException {
    String id = detached("/hello-http.wasm");
    assertThat(process(daemonFolder(id))).contains(spare);
    return id;
  }

  @Test
  void theNextPodGetsTheJvmThatWaits() throws Exception {
    othersRun();
    ProcessHandle spare = spare();
    String id = detachedInto(spare);
    Path folder = daemonFolder(id);
    assertThat(Files.readString(Path.of("/proc/" + spare.pid() + "/cgroup")))
        .contains("/default/jawa-" + id + "\n");
    assertThat(containerd.ctr("task", "exec", "--exec-id", "e", id, "/count-lines.wasm"))
        .isEqualTo(new Ended(0, "0 -\n", ""));
    ProcessHandle next = spare();
    assertThat(next).isNotEqualTo(spare);
    assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 143");
    eventually("the pod's daemon ends", () -> !spare.isAlive());
    eventually("its folder goes with it", () -> !Files.exists(folder));
    assertThat(next.isAlive()).isTrue();
  }

  @Test
  void theEndOfAJvmThatWaitedIsToldAsThatOfAnyDaemon() throws Exception {
    othersRun();
    ProcessHandle spare = spare();
    String id = detachedInto(spare);
    Path folder = daemonFolder(id);
    try (CtrEvents events = CtrEvents.of(containerd)) {
      spare.destroyForcibly();
      assertThat(events.await("/tasks/exit", id)).contains("\"exit_status\":137");
      events.await("/tasks/delete", id);
    }
    eventually("its folder is taken away", () -> !Files.exists(folder));
  }

  @Test
  void aJvmThatIsKilledWhileItWaitsCostsNothing() throws Exception {
    othersRun();
    ProcessHandle spare = spare();
    spare.destroyForcibly();
    eventually("it is gone", () -> !spare.isAlive());
    othersRun();
    assertThat(spare()).isNotEqualTo(spare);
  }

  /// What the guests of a pod may take does not depend on where its JVM came from.
  @Test
  void theMemoryLimitOfItsContainersHolds() throws Exception {
    othersRun();
    spare();
    Ended ended =
        containerd.ctr(run(List.of("--rm", "--memory-limit", "33554432"), name(), "/grow.wasm"));
    assertThat(ended.code()).as(ended.err()).isEqualTo(137);
  }
}
