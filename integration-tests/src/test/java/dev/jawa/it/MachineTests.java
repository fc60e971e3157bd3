package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Kubelet.Wanted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.provider.Arguments;

/// What tests on machines share: one machine for each invocation of the class, on which Jawa is
/// installed as a user does it, and on which every test leaves nothing behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MachineTests {

  static final String GUESTS = "jawa.test/guests:latest";
  static final String NATIVE = "jawa.test/busybox:latest";

  /// As docs/install/kubernetes.md has it, and what a machine without registries needs.
  private static final String CONFIGURATION_1 =
      """
      version = 2
      [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "jawa.test/busybox:latest"
        restrict_oom_score_adj = true
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
        runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.jawa]
        runtime_type = "io.containerd.jawa.v1"
        pod_annotations = ["jawa.dev/*"]
      """;

  private static final String CONFIGURATION_2 =
      """
      version = 3
      [plugins."io.containerd.cri.v1.images".pinned_images]
        sandbox = "jawa.test/busybox:latest"
      [plugins."io.containerd.cri.v1.runtime"]
        restrict_oom_score_adj = true
      [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.jawa]
        runtime_type = "io.containerd.jawa.v1"
        pod_annotations = ["jawa.dev/*"]
      """;

  private static final String CHOICES =
      """
      jawa:
        engine: %s
        daemon:
          pod-idle: 1s
      """;

  private static final String NETWORK =
      """
      {"cniVersion": "0.4.0", "name": "pods", "plugins": [{"type": "bridge", "bridge": "cni0",
       "isGateway": true, "ipMasq": true, "ipam": {"type": "host-local", "subnet": "10.88.0.0/16",
       "routes": [{"dst": "0.0.0.0/0"}]}}]}
      """;

  private static final String INSTALL =
      "tar -C /opt -xzf %s/jawa.tar.gz && /opt/jawa/install.sh /usr/local".formatted(Machine.FILES);

  @Parameter(0)
  ContainerdVersion version;

  @Parameter(1)
  String engine;

  private MachineHost host;
  Machine machine;
  Kubelet kubelet;

  /// What the installer said.
  String installation = "";

  /// Each containerd; the engine has little to do with what is tested here.
  static Stream<Arguments> machines() {
    return Stream.of(
        Arguments.of(ContainerdVersion.INSTALLED, "chicory"),
        Arguments.of(ContainerdVersion.V2_4, "graalwasm"));
  }

  @BeforeAll
  void startHost() {
    host = MachineHost.start();
  }

  @AfterAll
  void stopHost() throws Exception {
    if (host != null) {
      host.close();
    }
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    Optional<String> missing = version.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    assumeTrue(
        Files.isExecutable(ContainerdVersion.CNI.resolve("bridge")),
        "the CNI plugins are not in " + ContainerdVersion.CNI);
    machine = new Machine(version, files(host.folder("files-" + version)));
    machine.start();
    installation = machine.sh(INSTALL);
    machine.sh(
        "jawa image build --repo jawa.test --name guests %1$s -o /guests.tar && %2$s /guests.tar"
            .formatted(
                "--module /files/hello-http.wasm --module /files/count-lines.wasm"
                    + " --module /files/loads.wasm --module /files/exit.wasm"
                    + " --module /files/trap.wasm",
                imports("k8s.io")));
    machine.sh("ctr image import /guests.tar && " + imports("k8s.io") + " /files/busybox.tar");
    connect();
  }

  // Version 2 unpacks an image of another platform only when it is told to.
  private String imports(String namespace) {
    String options = version == ContainerdVersion.V2_4 ? " --local --all-platforms" : "";
    return "ctr -n " + namespace + " image import" + options;
  }

  private Path files(Path files) throws Exception {
    Files.writeString(
        files.resolve("config.toml"),
        version == ContainerdVersion.V2_4 ? CONFIGURATION_2 : CONFIGURATION_1);
    Files.writeString(files.resolve("jawa.yaml"), CHOICES.formatted(engine));
    Files.writeString(
        Files.createDirectories(files.resolve("cni")).resolve("10-pods.conflist"), NETWORK);
    for (Path guest : List.of(Jawa.HELLO_HTTP, Jawa.COUNT_LINES, Jawa.LOADS)) {
      Files.copy(guest, files.resolve(guest.getFileName()));
    }
    ContainerdTests.wasm(files, "exit.wasm", ContainerdTests.EXIT_3);
    ContainerdTests.wasm(files, "trap.wasm", ContainerdTests.TRAP);
    Files.copy(Jawa.ROOT.resolve("dist/jawa.tar.gz"), files.resolve("jawa.tar.gz"));
    Path rootfs = files.resolve("rootfs");
    Files.createDirectories(rootfs.resolve("bin"));
    Files.copy(Path.of("/usr/bin/busybox"), rootfs.resolve("bin/busybox"));
    Path archive = NativeImage.write(files, NATIVE, rootfs, "/bin/busybox", "sleep", "100000");
    Files.move(archive, files.resolve("busybox.tar"));
    return files;
  }

  /// Talks to the machine's containerd, again after it was started again.
  final void connect() throws InterruptedException {
    if (kubelet != null) {
      kubelet.close();
    }
    kubelet = kubelet(Map.of());
  }

  /// One whose pods all have these annotations.
  final Kubelet kubelet(Map<String, String> annotations) throws InterruptedException {
    Path socket = machine.path("/run/containerd/containerd.sock");
    return Kubelet.whenReady(socket, "/var/log/pods", annotations);
  }

  @AfterEach
  void leavesNothingBehind() throws Exception {
    if (kubelet != null) {
      kubelet.removePods();
      machine.run(
          """
          for task in $(ctr task ls -q); do ctr task rm --force $task; done
          for container in $(ctr container ls -q); do ctr container rm $container; done
          """);
      eventually("nothing is left", () -> machine.leftovers().isEmpty());
    }
  }

  @AfterParameterizedClassInvocation
  void stop() throws Exception {
    if (kubelet != null) {
      kubelet.close();
      kubelet = null;
    }
    if (machine != null) {
      machine.stop();
      assertThat(host.leftovers()).isEmpty();
    }
  }

  /// A container of the guests' image that serves.
  static Wanted server(String name, String program, String address) {
    return new Wanted(name, GUESTS, List.of(program), address);
  }

  /// What a server says to somebody on the machine, when it has begun to.
  final String get(String url) throws InterruptedException {
    eventually(url + " answers", () -> machine.succeeds("curl -sf -m 20 -o /dev/null " + url));
    return machine.sh("curl -sf -m 20 " + url);
  }
}
