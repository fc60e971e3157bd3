package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/// What the tests share whose guests run in a JVM of their pod's, or of the container's own, with
/// each containerd and each engine. A container without a pod is one by itself.
abstract class IsolationTests extends RootfsTests {

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  @Parameter(2)
  String isolation;

  /// Where all of a class takes minutes: each containerd with one engine.
  static Stream<Arguments> fewerIsolations() {
    return fewerPlatforms().flatMap(IsolationTests::isolationsOn);
  }

  static Stream<Arguments> isolations() {
    return platforms().flatMap(IsolationTests::isolationsOn);
  }

  private static Stream<Arguments> isolationsOn(Arguments platform) {
    return Stream.of("pod", "container")
        .map(isolation -> Arguments.of(platform.get()[0], platform.get()[1], isolation));
  }

  @Override
  final String shim() {
    return shim;
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of("JAWA_DAEMON_POD_IDLE", "1s"), shim);
    rootfs = rootfs();
    wasm(rootfs, "grow.wasm", GROW);
    wasm(rootfs, "loop.wasm", LOOP);
    wasm(rootfs, "exit3.wasm", EXIT_3);
    wasm(rootfs, "trap.wasm", TRAP);
    wasm(rootfs, "create.wasm", CREATE);
    wasm(rootfs, "print.wasm", PRINT);
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
  }

  @Override
  void beforeStop() throws Exception {
    eventually("the pods' daemons end by themselves", () -> !anyPodsDaemonRuns());
  }

  private boolean anyPodsDaemonRuns() {
    return containerd.podDaemons().findAny().isPresent();
  }

  @Override
  String[] run(List<String> options, String id, String... program) {
    List<String> all = new ArrayList<>(List.of("--env", "JAWA_ISOLATION=" + isolation));
    all.addAll(options);
    return super.run(all, id, program);
  }

  /// The process in which the guest of this container runs.
  ProcessHandle jvm(String id) {
    return isolation.equals("container")
        ? ProcessHandle.of(containerd.taskPid(id).orElseThrow()).orElseThrow()
        : containerd.podDaemon(id).orElseThrow();
  }
}
