package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Cases of containerd's own client tests that the other classes do not have.
@ParameterizedClass
@EnumSource(ContainerdVersion.class)
@Timeout(180)
class ContainerCasesIT extends RootfsTests {

  private static final String MONITORED = "containerd.io/restart.status";

  @Parameter private ContainerdVersion version;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of());
    rootfs = rootfs();
    busybox(List.of("sh", "sleep"));
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
  }

  /// KillInitPidHost, KillAll: their processes do not end by themselves with the first of them.
  @Test
  void killsAllProcessesOfAContainerThatHasTheMachinesNumbers(@TempDir Path folder)
      throws Exception {
    String id = name();
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        containerd
            .ctr("oci", "spec")
            .out()
            .replaceFirst("\\{\\s*\"type\": \"pid\"\\s*\\},", "")
            .replaceFirst("\"path\": \"rootfs\"", "\"path\": \"" + rootfs + "\"")
            .replaceFirst("\"cgroupsPath\": \"[^\"]*\"", "\"cgroupsPath\": \"/default/" + id + "\"")
            .replaceFirst(
                "\"cwd\"",
                "\"args\": [\"/bin/sh\", \"-c\", \"sleep 600 & sleep 600 & wait\"], \"cwd\""));
    String[] run = {"run", "-d", "--runtime", "io.containerd.jawa.v1", "--config", "" + spec, id};
    assertThat(containerd.ctr(run)).isEqualTo(new Ended(0, "", ""));
    eventually("three run", () -> processes(id).size() == 3);
    List<Long> processes = processes(id);
    assertThat(containerd.ctr("task", "kill", "--all", "-s", "SIGKILL", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    eventually(
        "none is left, not even as a zombie",
        () -> processes.stream().noneMatch(pid -> Files.exists(Path.of("/proc/" + pid))));
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
  }

  private List<Long> processes(String id) {
    return containerd
        .ctr("task", "ps", id)
        .out()
        .lines()
        .skip(1)
        .map(line -> Long.parseLong(line.split("\\s+")[0]))
        .toList();
  }

  /// RestartMonitor: what containerd itself starts anew when it has ended.
  @Test
  void isStartedAnewByContainerdsMonitor() throws Exception {
    String id = detached(List.of("--label", MONITORED + "=running"), "/hello-http.wasm");
    long first = containerd.taskPid(id).orElseThrow();
    containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    eventually(
        "another runs",
        () ->
            containerd.taskStatus(id).equals(Optional.of("RUNNING"))
                && containerd.taskPid(id).filter(pid -> pid != first).isPresent());
    containerd.ctr("container", "label", id, MONITORED + "=stopped");
    eventually(
        "the monitor has ended it",
        () -> !containerd.taskStatus(id).equals(Optional.of("RUNNING")));
  }

  /// IOLeakAfterStartFailed.
  @Test
  void aStartThatFailsLeavesNoDescriptorOpen() throws Exception {
    failToStart();
    Path descriptors = Path.of("/proc/" + containerd.daemonPid() + "/fd");
    long before = count(descriptors);
    for (int i = 0; i < 10; i++) {
      failToStart();
    }
    eventually("they are closed", () -> count(descriptors) <= before + 2);
  }

  private void failToStart() {
    Ended ended =
        containerd.ctr(
            run(
                List.of("--rm", "--env", "JAWA_HTTP_ADDR=192.0.2.1:80"),
                name(),
                "/hello-http.wasm"));
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("192.0.2.1");
    containerd.removeTasks();
  }

  private static long count(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// ShimOOMScore: what holds the memory of guests is not among what the kernel spares.
  @Test
  void theDaemonIsNotSparedWhenMemoryRunsOut() throws Exception {
    detached("/hello-http.wasm");
    Path score = Path.of("/proc/" + containerd.daemonPid() + "/oom_score_adj");
    assertThat(Integer.parseInt(Files.readString(score).strip())).isNotNegative();
  }
}
