package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.jawa.it.Jawa.Ended;
import dev.jawa.shim.grpc.GrpcClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cases of containerd's own client tests that the other classes do not have.
@ParameterizedClass
@MethodSource("released")
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
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
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
    String[] run = {"run", "-d", "--runtime", runtime(), "--config", "" + spec, id};
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
  @Tag(ANY_ENGINE)
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

  /// Reload100Pods, a quarter of them: each is found again as it was.
  @Test
  void containerdFindsManyContainersAgain() throws Exception {
    List<String> all = Stream.generate(() -> detached("/hello-http.wasm")).limit(15).toList();
    List<Optional<Long>> before = all.stream().map(containerd::taskPid).toList();
    containerd.kill();
    containerd.start();
    assertThat(all.stream().map(containerd::taskPid)).isEqualTo(before);
    assertThat(all.stream().map(containerd::taskStatus)).allMatch(Optional.of("RUNNING")::equals);
  }

  /// TestUpgrade: what an older containerd has started goes on under a newer one.
  @Test
  void containersOutliveAnUpgradeOfContainerd() throws Exception {
    assumeTrue(version == ContainerdVersion.INSTALLED, "there is none that is newer");
    Optional<String> missing = ContainerdVersion.V2_4.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (PrivateContainerd old = PrivateContainerd.start(version, Map.of())) {
      assertThat(old.ctr(run(List.of("--detach"), "kept", "/hello-http.wasm")).err()).isEmpty();
      assertThat(old.ctr(run(List.of("--detach"), "native", "/bin/sleep", "600")).err()).isEmpty();
      long pid = old.taskPid("kept").orElseThrow();
      old.kill();
      old.startAs(ContainerdVersion.V2_4);
      assertThat(old.taskPid("kept")).contains(pid);
      assertThat(old.taskStatus("native")).contains("RUNNING");
      assertThat(old.ctr(run(List.of("--detach"), "newer", "/hello-http.wasm")).err()).isEmpty();
      old.ctr("task", "kill", "-s", "SIGTERM", "kept");
      eventually("it stops", () -> old.taskStatus("kept").equals(Optional.of("STOPPED")));
      assertThat(old.ctr("task", "rm", "kept").err()).contains("exit code 143");
      old.removeTasks();
      eventually("nothing is left", () -> old.leftovers().isEmpty());
    }
  }

  /// Each in a network of its own, so the port is free for both.
  @Test
  void equalNamesInTwoNamespacesAreTwoContainers() throws Exception {
    String id = detached("/hello-http.wasm");
    List<String> twin = new ArrayList<>(List.of("-n", "twin"));
    twin.addAll(List.of(run(List.of("--detach"), id, "/hello-http.wasm")));
    try {
      assertThat(containerd.ctr(twin.toArray(String[]::new)).err()).isEmpty();
      containerd.ctr("task", "kill", "-s", "SIGKILL", id);
      awaitStatus(id, "STOPPED");
      assertThat(containerd.ctr("-n", "twin", "task", "ls").out())
          .containsPattern(id + "\\s+\\d+\\s+RUNNING");
    } finally {
      containerd.ctr("-n", "twin", "task", "rm", "--force", id);
      containerd.ctr("-n", "twin", "container", "rm", id);
    }
    eventually("nothing is left", () -> containerd.leftovers("twin").isEmpty());
  }

  /// ShimSockLength: as long as containerd lets them be.
  @Test
  void namesMayBeAsLongAsContainerdLetsThem() throws Exception {
    String namespace = "n".repeat(76);
    String id = "c".repeat(63);
    List<String> command = new ArrayList<>(List.of("-n", namespace));
    command.addAll(List.of(run(List.of("--rm"), id, "/count-lines.wasm")));
    assertThat(containerd.ctr(command.toArray(String[]::new))).isEqualTo(new Ended(0, "0 -\n", ""));
    assertThat(containerd.ctr("-n", namespace, "task", "ls", "-q").out()).isEmpty();
  }

  /// What containerd finds under the runtime's name: nothing, no program, one that talks nonsense.
  @Tag(ANY_ENGINE)
  @ParameterizedTest
  @ValueSource(strings = {"none", "plain", "chatty"})
  void aShimThatIsNoneIsAnErrorInALineAndLeavesNoBundle(String shim) throws Exception {
    Path file = containerd.folder().resolve("containerd-shim-" + shim + "-v1");
    switch (shim) {
      case "plain" -> Files.writeString(file, "#!/bin/sh\n");
      case "chatty" -> {
        Files.writeString(file, "#!/bin/sh\necho nonsense\n");
        Tools.run(file.getParent(), Map.of(), "chmod", "755", file.toString());
      }
      default -> assertThat(file).doesNotExist();
    }
    String id = name();
    String[] command = run(List.of("--rm"), id, "/count-lines.wasm");
    command[List.of(command).indexOf(runtime())] = file.toString();
    Ended ended = containerd.ctr(command);
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).hasLineCount(1).startsWith("ctr: ");
    assertThat(containerd.ctr("task", "ls", "-q").out()).doesNotContain(id);
    Path bundles = containerd.folder().resolve("state/io.containerd.runtime.v2.task/default");
    eventually("its bundle is gone", () -> !Files.exists(bundles.resolve(id)));
    othersRun();
  }

  /// A storm of starts and deletions while somebody else takes the processors.
  @Test
  void startsAndDeletionsGoOnWhileTheProcessorsAreBusy() throws Exception {
    List<Process> busy = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        busy.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      List<String[]> commands =
          Stream.generate(() -> run(List.of("--rm"), name(), "/count-lines.wasm"))
              .limit(16)
              .toList();
      List<Future<Ended>> runs = new ArrayList<>();
      for (String[] command : commands) {
        runs.add(pool.submit(() -> containerd.ctr(command)));
      }
      for (Future<Ended> run : runs) {
        assertThat(run.get()).isEqualTo(new Ended(0, "0 -\n", ""));
      }
    } finally {
      busy.forEach(Process::destroyForcibly);
    }
    assertThat(containerd.log()).doesNotContain("failed to clean up after shim");
  }

  @Test
  void refusesInALineWhatItCannotDo() throws Exception {
    String id = detached("/hello-http.wasm");
    containerd.ctr("task", "pause", id);
    assertRefused("does not run", "task", "exec", "--exec-id", "x", id, "/bin/sh");
    containerd.ctr("task", "resume", id);
    assertRefused("checkpoints", "task", "checkpoint", id);
    assertRefused("resume", "task", "resume", id);
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    awaitStatus(id, "STOPPED");
    assertRefused("does not run", "task", "exec", "--exec-id", "y", id, "/bin/sh");
    assertRefused("pause", "task", "pause", id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sleep", "/hello-http.wasm"})
  void endsWhatWasOnlyCreated(String program) throws Exception {
    String id = created(program);
    assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
    String other = created(program);
    assertThat(containerd.ctr("task", "rm", "--force", other).code()).isZero();
    assertThat(containerd.taskStatus(other)).isEmpty();
  }

  // `ctr` makes no task without starting it, so containerd itself is asked.
  private String created(String program) throws Exception {
    String id = name();
    String[] create = run(List.of(), id, program);
    create[0] = "create";
    List<String> command = new ArrayList<>(List.of("container"));
    command.addAll(List.of(create));
    assertThat(containerd.ctr(command.toArray(String[]::new))).isEqualTo(new Ended(0, "", ""));
    Map<String, String> metadata = Map.of("containerd-namespace", "default");
    ByteString container = ByteString.copyFromUtf8(id);
    try (GrpcClient client = new GrpcClient(containerd.folder().resolve("c.sock"), metadata)) {
      client.call(
          "containerd.services.tasks.v1.Tasks/Create",
          UnknownFieldSet.newBuilder()
              .addField(1, Field.newBuilder().addLengthDelimited(container).build())
              .build(),
          UnknownFieldSet.getDefaultInstance().getParserForType(),
          Duration.ofSeconds(60));
    }
    assertThat(containerd.taskStatus(id)).contains("CREATED");
    return id;
  }

  private void assertRefused(String reason, String... command) {
    Ended ended = containerd.ctr(command);
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).hasLineCount(1).contains(reason);
  }

  /// TTYLeak.
  @Test
  void aTerminalThatIsGivenBackIsClosed() throws Exception {
    assumeTrue(Tools.onPath("script"), "script is not installed");
    onTerminal();
    Path daemon = Path.of("/proc/" + containerd.daemonPid() + "/fd");
    long before = count(daemon);
    for (int i = 0; i < 3; i++) {
      onTerminal();
    }
    eventually("they are closed", () -> count(daemon) <= before + 2);
  }

  private void onTerminal() throws Exception {
    for (String program : List.of("/bin/sh -c :", "/count-lines.wasm /count-lines.wasm")) {
      String[] run = run(List.of("--rm", "-t"), name(), program.split(" "));
      String quoted = String.join("' '", containerd.ctrCommand(run));
      Process script =
          new ProcessBuilder("script", "-qec", "'" + quoted + "'", "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(script.waitFor()).isZero();
    }
  }
}
