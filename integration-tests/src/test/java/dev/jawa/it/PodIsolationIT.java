package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods that say by an annotation in which JVM their guests run, through the CRI.
@ParameterizedClass
@MethodSource("isolations")
@Timeout(180)
class PodIsolationIT extends PodTests {

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private Sandboxer sandboxer;

  @Parameter(2)
  private String isolation;

  /// A pod that the shim makes gets no JVM of its own.
  static Stream<Arguments> isolations() {
    return Stream.of(
        Arguments.of(ContainerdVersion.INSTALLED, Sandboxer.PODSANDBOX, "pod"),
        Arguments.of(ContainerdVersion.V2_4, Sandboxer.PODSANDBOX, "pod"),
        Arguments.of(ContainerdVersion.INSTALLED, Sandboxer.PODSANDBOX, "container"),
        Arguments.of(ContainerdVersion.V2_4, Sandboxer.SHIM, "container"));
  }

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    start(version, sandboxer, Map.of("JAWA_DAEMON_POD_IDLE", "1s"));
  }

  @Override
  Map<String, String> annotations() {
    return Map.of("jawa.dev/isolation", isolation);
  }

  @Test
  void guestsAndASidecarShareTheNetwork() throws Exception {
    String pod = runPod(isolation);
    guestsAndASidecarShareTheNetworkOf(pod, isolation);
    boolean guestsAreJvms =
        containerd
            .ctr("-n", "k8s.io", "task", "ls")
            .out()
            .lines()
            .skip(1)
            .map(line -> ProcessHandle.of(Long.parseLong(line.split("\\s+")[1])))
            .anyMatch(process ->
                process
                    .flatMap(found -> found.info().commandLine())
                    .orElse("")
                    .contains("ContainedMain"));
    assertThat(guestsAreJvms).isEqualTo(isolation.equals("container"));
    assertThat(containerd.podDaemon(pod).isPresent()).isEqualTo(isolation.equals("pod"));
    removePods();
    eventually("the pod's daemon ends", () -> containerd.podDaemon(pod).isEmpty());
  }
}
