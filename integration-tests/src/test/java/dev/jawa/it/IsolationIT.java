package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The main things that a container does, with a JVM for its pod and one of its own.
@ParameterizedClass
@MethodSource("isolations")
@Timeout(240)
class IsolationIT extends RootfsTests {

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  @Parameter(2)
  private String isolation;

  static Stream<Arguments> isolations() {
    Stream<Arguments> usual =
        Stream.of("pod", "container")
            .flatMap(isolation ->
                Arrays.stream(ContainerdVersion.values())
                    .map(version -> Arguments.of(version, PrivateContainerd.SHIM, isolation)));
    return Stream.concat(
        usual, Stream.of(Arguments.of(ContainerdVersion.INSTALLED, "graalwasm", "container")));
  }

  @Override
  String shim() {
    return shim;
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of("JAWA_DAEMON_POD_IDLE", "1s"), shim);
    rootfs = rootfs();
    wasm(rootfs, "grow.wasm", GROW);
    wasm(rootfs, "loop.wasm", LOOP);
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @Override
  void beforeStop() throws Exception {
    eventually("the pods' daemons end by themselves", () -> !anyPodsDaemonRuns());
  }

  private boolean anyPodsDaemonRuns() {
    String folder = containerd.folder().toString();
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .anyMatch(command -> command.contains(folder) && command.contains(" -group "));
  }

  @Override
  String[] run(List<String> options, String id, String... program) {
    List<String> all = new ArrayList<>(List.of("--env", "JAWA_ISOLATION=" + isolation));
    all.addAll(options);
    return super.run(all, id, program);
  }

  @Test
  void runsACommandWithItsInput() {
    String[] run = run(List.of("--rm"), name(), "/count-lines.wasm");
    assertThat(containerd.ctrWithInput("a\nb\n", run)).isEqualTo(new Ended(0, "2 -\n", ""));
  }

  @Test
  void saysWhatIsWrongWithTheFile() {
    Ended ended = containerd.ctr(run(List.of("--rm"), name(), "/none.wasm"));
    assertThat(ended.code()).isNotZero();
    assertThat(ended.err()).contains("/none.wasm: no such file in the container");
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
}
