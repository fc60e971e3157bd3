package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.jawa.it.Cri.Message;
import dev.jawa.it.Kubelet.Wanted;
import dev.jawa.shim.ttrpc.TtrpcException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.provider.Arguments;

/// What the tests of pods share: one containerd with its CRI for each invocation of the class, of
/// which every test leaves nothing behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PodTests {

  static final String NATIVE = "jawa.test/busybox:latest";
  static final String GUESTS = "jawa.test/guests:latest";
  static final String BRIDGE = "jawa-it0";
  static final int RUNNING = Kubelet.RUNNING;

  static final String CRI =
      """
      [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "%s"
        stream_server_port = "0"
        drain_exec_sync_io_timeout = "5s"
        restrict_oom_score_adj = true
        [plugins."io.containerd.grpc.v1.cri".cni]
          bin_dir = "%s"
          conf_dir = "FOLDER/cni"
        [plugins."io.containerd.grpc.v1.cri".containerd]
          default_runtime_name = "jawa"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.jawa]
            runtime_type = "io.containerd.%s.v1"
            pod_annotations = ["jawa.dev/*"]
            SANDBOXER
      """
          .formatted(NATIVE, ContainerdVersion.CNI, PrivateContainerd.SHIM);

  static final String NETWORK =
      """
      {"cniVersion": "0.4.0", "name": "jawa", "plugins": [{"type": "bridge", "bridge": "%s",
       "ipam": {"type": "host-local", "subnet": "10.213.77.0/24", "dataDir": "%s/leases"}}]}
      """;

  /// Who holds the namespaces of pods.
  enum Sandboxer {
    /// A pause container of containerd's.
    PODSANDBOX,
    /// The shim, by the Sandbox API of containerd 2.
    SHIM
  }

  private ContainerdVersion version;
  PrivateContainerd containerd;
  Kubelet cri;

  static Stream<Arguments> platforms() {
    return Stream.of(
        Arguments.of(ContainerdVersion.INSTALLED, Sandboxer.PODSANDBOX),
        Arguments.of(ContainerdVersion.V2_4, Sandboxer.PODSANDBOX),
        Arguments.of(ContainerdVersion.V2_4, Sandboxer.SHIM));
  }

  static String configuration(Sandboxer sandboxer) {
    return CRI.replace(
        "SANDBOXER",
        switch (sandboxer) {
          case PODSANDBOX -> "";
          case SHIM -> "sandboxer = \"shim\"\n      disable_pause_image_pull = true";
        });
  }

  /// Starts containerd with its CRI; skips the tests where something is missing for it.
  ///
  /// @param environment of containerd, and so of its shims
  void start(ContainerdVersion version, Sandboxer sandboxer, Map<String, String> environment)
      throws Exception {
    this.version = version;
    Optional<String> missing = version.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    assumeTrue(Tools.onPath("busybox"), "busybox is not installed");
    assumeTrue(
        Stream.of("bridge", "loopback", "host-local")
            .allMatch(plugin -> Files.isExecutable(ContainerdVersion.CNI.resolve(plugin))),
        "the CNI plugins are not in " + ContainerdVersion.CNI);
    containerd = PrivateContainerd.startWithCri(version, environment, configuration(sandboxer));
    Path work = containerd.folder();
    Path configuration = Files.createDirectories(work.resolve("cni"));
    Files.writeString(configuration.resolve("10-jawa.conflist"), NETWORK.formatted(BRIDGE, work));
    Path rootfs = work.resolve("rootfs");
    Files.createDirectories(rootfs.resolve("bin"));
    Files.copy(Path.of("/usr/bin/busybox"), rootfs.resolve("bin/busybox"));
    Path image = NativeImage.write(work, NATIVE, rootfs, "/bin/busybox", "sleep", "100000");
    importImage(image);
    importImage(
        containerd.buildImage(
            "jawa.test",
            "guests",
            List.of(
                Jawa.HELLO_HTTP,
                Jawa.COUNT_LINES,
                ContainerdTests.wasm(work, "grow.wasm", ContainerdTests.GROW))));
    cri = kubelet();
  }

  // Version 2 imports an image of another platform, but unpacks it only when it is told to.
  void importImage(Path archive) {
    List<String> command = new ArrayList<>(List.of("-n", "k8s.io", "image", "import"));
    if (version != ContainerdVersion.INSTALLED) {
      command.addAll(List.of("--local", "--all-platforms"));
    }
    command.add(archive.toString());
    assertThat(containerd.ctr(command.toArray(String[]::new)).err()).isEmpty();
  }

  private Kubelet kubelet() throws InterruptedException {
    Path folder = containerd.folder();
    return Kubelet.whenReady(folder.resolve("c.sock"), folder + "/logs", annotations());
  }

  /// Starts containerd again after it was killed.
  void startAgain() throws Exception {
    containerd.start();
    cri.close();
    cri = kubelet();
  }

  /// What a test that failed has left would stay: its network namespaces, too.
  @AfterEach
  void leavesNothingBehind() throws Exception {
    if (cri != null) {
      removePods();
      eventually("nothing is left", () -> leftovers().isEmpty());
    }
  }

  void removePods() throws Exception {
    cri.removePods();
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    if (cri != null) {
      cri.close();
      cri = null;
    }
    if (containerd != null) {
      containerd.close();
      containerd = null;
      new ProcessBuilder("busybox", "ip", "link", "del", BRIDGE).start().waitFor();
    }
  }

  /// What the pods of the class are annotated with.
  Map<String, String> annotations() {
    return Map.of();
  }

  String runPod(String name) throws Exception {
    String pod = cri.runPod(name);
    containerd.watch(pod);
    return pod;
  }

  String run(String pod, String podName, Wanted wanted) throws Exception {
    return run(pod, podName, wanted, Message.of());
  }

  /// @param linux the container's LinuxContainerConfig
  String run(String pod, String podName, Wanted wanted, Message linux) throws Exception {
    String id = cri.run(pod, podName, wanted, linux);
    containerd.watch(id);
    return id;
  }

  UnknownFieldSet status(String container) throws Exception {
    return cri.status(container);
  }

  String exec(String container, String... command) throws Exception {
    return cri.exec(container, command);
  }

  /// Runs two guests and a native program in a pod, asks, counts, and ends one of them.
  void guestsAndASidecarShareTheNetworkOf(String pod, String name) throws Exception {
    String sidecar =
        run(pod, name, new Wanted("sidecar", NATIVE, List.of("/bin/busybox", "sleep", "999"), ""));
    String first =
        run(pod, name, new Wanted("first", GUESTS, List.of("/hello-http.wasm"), "127.0.0.1:8081"));
    String second =
        run(pod, name, new Wanted("second", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8082"));

    awaitHello(sidecar, 8081);
    awaitHello(sidecar, 8082);
    assertThat(exec(first, "/count-lines.wasm")).isEqualTo("0 -\n");
    UnknownFieldSet stats = Cri.message(cri.call("ContainerStats", Message.of().with(1, first)), 1);
    assertThat(stats.hasField(2)).as("CPU").isTrue();
    assertThat(stats.hasField(3)).as("memory").isTrue();

    assertThat(cri.stop(second, 20)).isEqualTo(143);
    awaitHello(sidecar, 8081);
  }

  // A JVM of the container's own listens some time after the container was started.
  private void awaitHello(String client, int port) throws Exception {
    String ask = "wget -qO- http://127.0.0.1:%d/ 2>/dev/null".formatted(port);
    String untilItAnswers = "for i in $(seq 100); do %s && exit; sleep 0.1; done; exit 1";
    assertThat(exec(client, "/bin/busybox", "sh", "-c", untilItAnswers.formatted(ask)))
        .containsIgnoringCase("hello");
  }

  UnknownFieldSet podStatus(String pod) throws Exception {
    return cri.podStatus(pod);
  }

  boolean isNotReady(String pod) {
    try {
      return Cri.number(podStatus(pod), 3) == 1;
    } catch (TtrpcException _) {
      // While containerd cleans up after the daemon it cannot say: "ttrpc: closed".
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  boolean hasExited(String container) {
    try {
      return Cri.number(status(container), 3) == Kubelet.EXITED;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  List<String> leftovers() {
    return containerd.leftovers("k8s.io").stream().filter(left -> !left.contains("netns")).toList();
  }
}
