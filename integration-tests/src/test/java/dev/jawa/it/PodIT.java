package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.jawa.it.Cri.Message;
import dev.jawa.it.Kubelet.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Pods as kubelet makes them, through the CRI: what holds their namespaces, sidecars and guests
/// that share one network.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class PodIT extends PodTests {

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private Sandboxer sandboxer;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    start(version, sandboxer, Map.of());
  }

  @Test
  void aPodOfGuestsAndASidecarSharesItsNetwork() throws Exception {
    guestsAndASidecarShareTheNetworkOf(runPod("one"), "one");
  }

  @Test
  void theLogOfAGuestIsWhereKubeletLooksForIt() throws Exception {
    String pod = runPod("two");
    String container =
        run(pod, "two", new Wanted("lines", GUESTS, List.of("/count-lines.wasm"), ""));
    eventually("it ends", () -> hasExited(container));
    assertThat(Cri.number(status(container), 7)).isZero();
    assertThat(containerd.folder().resolve("logs/lines.log"))
        .content()
        .matches("(?s)\\S+ stdout F 0 -\\n");
  }

  /// No version of `ctr` runs one: only through the CRI can its command be given.
  @Test
  void runsAnArtifactWhosePodNamesTheCommand() throws Exception {
    assumeTrue(version == ContainerdVersion.V2_4, "1.6 unpacks no image without tar layers");
    importImage(
        containerd.buildImage("jawa.test", "artifact", List.of(Jawa.COUNT_LINES), "--as-artifact"));
    String pod = runPod("three");
    String container =
        run(
            pod,
            "three",
            new Wanted("lines3", "jawa.test/artifact:latest", List.of("count-lines.wasm"), ""));
    eventually("it ends", () -> hasExited(container));
    assertThat(Cri.number(status(container), 7)).isZero();
  }

  @Test
  void theContainersOfAPodShareItsFiles() throws Exception {
    String pod = runPod("four");
    Wanted sleeper = new Wanted("left", NATIVE, List.of("/bin/busybox", "sleep", "999"), "");
    String left = run(pod, "four", sleeper);
    String right =
        run(pod, "four", new Wanted("right", NATIVE, List.of("/bin/busybox", "sleep", "999"), ""));

    assertThat(exec(left, "/bin/busybox", "cat", "/etc/resolv.conf"))
        .isEqualToIgnoringWhitespace("search jawa.test nameserver 192.0.2.53");
    assertThat(exec(left, "/bin/busybox", "hostname")).isEqualTo("four\n");
    assertThat(exec(left, "/bin/busybox", "cat", "/etc/hostname")).isEqualTo("four\n");
    assertThat(exec(left, "/bin/busybox", "cat", "/etc/hosts")).contains("localhost");
    exec(left, "/bin/busybox", "sh", "-c", "echo here >/dev/shm/file");
    assertThat(exec(right, "/bin/busybox", "cat", "/dev/shm/file")).isEqualTo("here\n");
  }

  @Test
  void aPodOutlivesContainerd() throws Exception {
    String pod = runPod("five");
    String guest =
        run(pod, "five", new Wanted("server", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8083"));
    String sidecar =
        run(pod, "five", new Wanted("side", NATIVE, List.of("/bin/busybox", "sleep", "999"), ""));

    containerd.kill();
    startAgain();

    assertThat(Cri.number(podStatus(pod), 3)).as("SANDBOX_READY").isZero();
    assertThat(Cri.number(status(guest), 3)).as("CONTAINER_RUNNING").isEqualTo(RUNNING);
    assertThat(exec(sidecar, "/bin/busybox", "wget", "-qO-", "http://127.0.0.1:8083/"))
        .containsIgnoringCase("hello");
    cri.call("StopContainer", Message.of().with(1, guest).with(2, 20));
    assertThat(Cri.number(status(guest), 7)).isEqualTo(143);
    cri.call("StopPodSandbox", Message.of().with(1, pod));
    assertThat(Cri.number(podStatus(pod), 3)).as("SANDBOX_NOTREADY").isEqualTo(1);
  }

  @Test
  void aPodWhoseDaemonIsKilledIsNotReady() throws Exception {
    String pod = runPod("six");
    String guest =
        run(pod, "six", new Wanted("server6", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:80"));
    long daemon = containerd.daemonPid("k8s.io");
    ProcessHandle.of(daemon).orElseThrow().destroyForcibly();

    eventually("its container has ended", () -> hasExited(guest));
    // What containerd says of a container that it lost: its own number, or the shim's.
    assertThat(Cri.number(status(guest), 7)).isIn(137L, 255L);
    eventually("it is not ready", () -> isNotReady(pod));
  }

  /// Only containerd 2.3 and later prove that they understand version 3.
  @Test
  void aContainerOfAPodIsStartedWithoutTheShimsBinaryWhereContainerdKnowsHow() throws Exception {
    String pod = runPod("seven");
    String guest =
        run(pod, "seven", new Wanted("server7", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:80"));
    Path bundle =
        containerd.folder().resolve("state/io.containerd.runtime.v2.task/k8s.io").resolve(guest);
    switch (version) {
      case INSTALLED -> assertThat(bundle.resolve("address")).exists();
      case V2_4 -> {
        assertThat(bundle.resolve("address")).doesNotExist();
        assertThat(bundle.resolve("sandbox")).hasContent(pod);
        assertThat(bundle.resolve("bootstrap.json")).content().contains("\"version\":3");
      }
    }
  }

  @Test
  void countsWhatAPodTakes() throws Exception {
    assumeTrue(sandboxer == Sandboxer.SHIM, "containerd counts pods of its own by itself");
    String pod = runPod("eight");
    run(pod, "eight", new Wanted("server8", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:80"));
    UnknownFieldSet stats = Cri.message(cri.call("PodSandboxStats", Message.of().with(1, pod)), 1);
    UnknownFieldSet linux = Cri.message(stats, 2);
    assertThat(linux.hasField(1)).as("CPU").isTrue();
    assertThat(linux.hasField(2)).as("memory").isTrue();
    assertThat(linux.getField(5).getLengthDelimitedList()).as("containers").hasSize(1);
  }

  /// OOMEventMonitor: kubelet says `OOMKilled` by it.
  @Test
  void aContainerThatTakesTooMuchMemoryIsSaidToHave() throws Exception {
    String pod = runPod("nine");
    long limit = 64 << 20;
    String guest =
        run(
            pod,
            "nine",
            new Wanted("grow", GUESTS, List.of("/grow.wasm"), ""),
            Message.of().with(1, Message.of().with(4, limit)));
    eventually("it ends", () -> hasExited(guest));
    assertThat(Cri.number(status(guest), 7)).isEqualTo(137);
    eventually("the reason is known", () -> reason(guest).equals("OOMKilled"));
  }

  private String reason(String container) {
    try {
      return Cri.text(status(container), 10);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// ContainerRestart: kubelet makes another one in the same pod.
  @Test
  void aContainerThatHasEndedIsReplacedInItsPod() throws Exception {
    String pod = runPod("ten");
    String sidecar =
        run(pod, "ten", new Wanted("side10", NATIVE, List.of("/bin/busybox", "sleep", "999"), ""));
    Wanted server = new Wanted("server10", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8084");
    for (int attempt = 0; attempt < 3; attempt++) {
      String guest = run(pod, "ten", server);
      assertThat(exec(sidecar, "/bin/busybox", "wget", "-qO-", "http://127.0.0.1:8084/"))
          .containsIgnoringCase("hello");
      cri.call("StopContainer", Message.of().with(1, guest).with(2, 20));
      cri.call("RemoveContainer", Message.of().with(1, guest));
    }
    assertThat(Cri.number(podStatus(pod), 3)).as("SANDBOX_READY").isZero();
  }

  /// ShutdownShimWhenPauseExitsBeforeWorkload. Its process numbers are the pod's, so with the first
  /// of them all others end.
  @Test
  void aPodWhosePauseContainerIsKilledCanBeTakenAway() throws Exception {
    assumeTrue(sandboxer == Sandboxer.PODSANDBOX, "the shim's pods have no pause container");
    String pod = runPod("eleven");
    Wanted server = new Wanted("server11", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8085");
    String guest = run(pod, "eleven", server);
    String tasks = containerd.ctr("-n", "k8s.io", "task", "ls").out();
    long pause =
        tasks
            .lines()
            .map(line -> line.split("\\s+"))
            .filter(fields -> fields[0].equals(pod))
            .mapToLong(fields -> Long.parseLong(fields[1]))
            .findFirst()
            .orElseThrow();
    ProcessHandle.of(pause).orElseThrow().destroyForcibly();
    eventually("it is not ready", () -> isNotReady(pod));
    eventually("its container has ended", () -> hasExited(guest));
    assertThat(Cri.number(status(guest), 7)).isEqualTo(137);
  }

  /// As kubelet deletes a pod: TERM, which waits for the request, and KILL when the grace is over.
  @Test
  void aGuestThatHangsIsKilledWhenItsGraceIsOver() throws Exception {
    String pod = runPod("thirteen");
    Wanted sleeper = new Wanted("side13", NATIVE, List.of("/bin/busybox", "sleep", "999"), "");
    String sidecar = run(pod, "thirteen", sleeper);
    Wanted server = new Wanted("server13", GUESTS, List.of("/hello-http.wasm"), "0.0.0.0:8086");
    String guest = run(pod, "thirteen", server);
    String ask = "/bin/busybox wget -qO- http://127.0.0.1:8086/spin >/dev/null 2>&1 &";
    exec(sidecar, "/bin/busybox", "sh", "-c", ask);
    eventually("it spins", () -> usedNanos(guest) > 2_000_000_000L);
    cri.call("StopContainer", Message.of().with(1, guest).with(2, 1));
    assertThat(Cri.number(status(guest), 7)).isEqualTo(137);
    assertThat(Cri.number(status(sidecar), 3)).isEqualTo(RUNNING);
  }

  private long usedNanos(String container) {
    try {
      UnknownFieldSet answer = cri.call("ContainerStats", Message.of().with(1, container));
      UnknownFieldSet cpu = Cri.message(Cri.message(answer, 1), 2);
      return Cri.number(Cri.message(cpu, 2), 1);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// DrainExecIOAfterExit: a probe's answer must not wait for what the probe has left running.
  @Tag(ContainerdTests.ANY_ENGINE)
  @Test
  void anExecWhoseChildHoldsItsOutputIsGivenUp() throws Exception {
    assumeTrue(version == ContainerdVersion.V2_4, "1.6 waits as long as the child runs");
    String pod = runPod("twelve");
    Wanted sleeper = new Wanted("side12", NATIVE, List.of("/bin/busybox", "sleep", "999"), "");
    String sidecar = run(pod, "twelve", sleeper);
    assertThat(exec(sidecar, "/bin/busybox", "sh", "-c", "(sleep 1; echo late) &"))
        .isEqualTo("late\n");
    assertThatThrownBy(() -> exec(sidecar, "/bin/busybox", "sh", "-c", "sleep 999 & echo started"))
        .hasMessageContaining("failed to drain exec process");
    assertThat(exec(sidecar, "/bin/busybox", "echo", "next")).isEqualTo("next\n");
  }
}
