package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Cri.Message;
import dev.jawa.it.Kubelet.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Pods of a containerd that asks the daemon by gRPC, for tasks and, where the pods are the shim's,
/// for sandboxes.
@ParameterizedClass
@EnumSource
@Timeout(120)
class GrpcPodIT extends PodTests {

  @Parameter private Sandboxer sandboxer;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    start(ContainerdVersion.MENDED, sandboxer, Map.of("JAWA_DAEMON_PROTOCOL", "grpc"));
  }

  @Test
  void aPodOutlivesContainerd() throws Exception {
    String pod = runPod("one");
    guestsAndASidecarShareTheNetworkOf(pod, "one");
    String guest =
        run(pod, "one", new Wanted("server", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8083"));
    assertThat(bundle(guest).resolve("bootstrap.json")).content().contains("\"protocol\":\"grpc\"");
    // Made over the pod's connection.
    assertThat(bundle(guest).resolve("address")).doesNotExist();

    containerd.kill();
    startAgain();

    assertThat(Cri.number(podStatus(pod), 3)).as("SANDBOX_READY").isZero();
    assertThat(Cri.number(status(guest), 3)).as("CONTAINER_RUNNING").isEqualTo(RUNNING);
    cri.call("StopContainer", Message.of().with(1, guest).with(2, 20));
    assertThat(Cri.number(status(guest), 7)).isEqualTo(143);
    cri.call("StopPodSandbox", Message.of().with(1, pod));
    assertThat(Cri.number(podStatus(pod), 3)).as("SANDBOX_NOTREADY").isEqualTo(1);
  }

  private Path bundle(String container) {
    return containerd
        .folder()
        .resolve("state/io.containerd.runtime.v2.task/k8s.io")
        .resolve(container);
  }
}
