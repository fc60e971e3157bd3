package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.jawa.it.Cri.Message;
import dev.jawa.it.Kubelet.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pods that cannot be made or taken away, and whose shim is gone: what kubelet is told, and that
/// nothing stays. The OCI runtime is the machine's own behind a script that fails when a test wants
/// it to.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class PodFaultsIT extends PodTests {

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private Sandboxer sandboxer;

  private HookedRuntime runtime;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    runtime = HookedRuntime.make();
    start(version, sandboxer, runtime.environment());
  }

  @AfterEach
  void forget() throws IOException {
    runtime.forget();
  }

  @AfterParameterizedClassInvocation
  void close() throws IOException {
    runtime.close();
  }

  private List<ByteString> pods() throws Exception {
    return cri.call("ListPodSandbox", Message.of()).getField(1).getLengthDelimitedList();
  }

  /// RunPodSandboxWithShimStartFailure.
  @Tag(ContainerdTests.ANY_ENGINE)
  @ParameterizedTest
  @ValueSource(strings = {"before-create", "before-start"})
  void aPodThatCannotBeMadeLeavesNothing(String moment) throws Exception {
    runtime.hook(moment, HookedRuntime.fail("no hard feelings"));
    assertThatThrownBy(() -> runPod("unmade")).hasMessageContaining("no hard feelings");
    eventually("nothing is left", () -> leftovers().isEmpty());
    assertThat(pods()).isEmpty();
    runtime.forget();
    assertThat(Cri.number(podStatus(runPod("unmade")), 3)).as("SANDBOX_READY").isZero();
  }

  /// RunPodSandboxWithShimDeleteFailure: what could not be rolled back is kept, and can be removed.
  @Tag(ContainerdTests.ANY_ENGINE)
  @Test
  void aPodThatCanNeitherBeMadeNorTakenAwayCanBeRemovedLater() throws Exception {
    runtime.hook("before-start", HookedRuntime.fail("no hard feelings"));
    String once = "rm \"$here/before-delete\"; ";
    runtime.hook("before-delete", once + HookedRuntime.fail("please retry"));
    assertThatThrownBy(() -> runPod("stuck")).hasMessageContaining("no hard feelings");
    for (ByteString pod : pods()) {
      assertThat(Cri.number(UnknownFieldSet.parseFrom(pod), 3)).as("SANDBOX_NOTREADY").isOne();
    }
    runtime.forget();
    removePods();
    eventually("nothing is left", () -> leftovers().isEmpty());
    assertThat(Cri.number(podStatus(runPod("stuck")), 3)).as("SANDBOX_READY").isZero();
  }

  /// FailFastWhenConnectShim: who finds nobody behind a socket, or no socket, does not wait.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPodWhoseShimIsGoneWhenContainerdComesBackHasEnded(boolean socketStays) throws Exception {
    String pod = runPod("gone");
    String guest =
        run(pod, "gone", new Wanted("server", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:80"));
    ProcessHandle daemon = ProcessHandle.of(containerd.daemonPid("k8s.io")).orElseThrow();
    Path socket = containerd.shimState("k8s.io").resolve("s");
    containerd.kill();
    daemon.destroyForcibly();
    eventually("the daemon ends", () -> !daemon.isAlive());
    if (!socketStays) {
      Files.delete(socket);
    }
    startAgain();
    eventually("its container has ended", () -> hasExited(guest));
    eventually("it is not ready", () -> isNotReady(pod));
    assertThat(Cri.number(podStatus(runPod("next")), 3)).as("SANDBOX_READY").isZero();
  }
}
