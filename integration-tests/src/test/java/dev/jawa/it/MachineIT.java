package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.UnknownFieldSet;
import dev.jawa.it.Cri.Message;
import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A node from its installation to its restart, as a user of `ctr`, kubelet and Docker has it.
@ParameterizedClass
@MethodSource("machines")
@Timeout(240)
class MachineIT extends MachineTests {

  private static final String RUN = "ctr run --runtime io.containerd.jawa.v1 ";

  @Test
  void theInstallerTriesWhatItHasInstalled() {
    assertThat(installation)
        .contains("installed to /usr/local", "ok: JDK " + System.getProperty("java.home"))
        .contains("ok: containerd runs a guest\n", "ok: containerd's configuration has a runtime");
    assertThat(machine.sh("jawa --version")).isNotBlank();
    assertThat(machine.sh("ctr namespaces ls -q")).doesNotContain("jawa-check");
    // What it finds wrong it says, and does not end well.
    Ended broken =
        machine.run(
            "mv /usr/sbin/runc /runc; /usr/local/lib/jawa/install.sh --check; code=$?;"
                + " mv /runc /usr/sbin/runc; exit $code");
    assertThat(broken.code()).isEqualTo(1);
    assertThat(broken.out()).contains("MISSING: runc is not on PATH");
  }

  @Test
  void ctrRunsCommands() {
    assertThat(machine.sh(RUN + "--rm " + GUESTS + " lines /count-lines.wasm")).isEqualTo("0 -\n");
    assertThat(machine.run(RUN + "--rm " + GUESTS + " exit /exit.wasm").code()).isEqualTo(3);
    Ended trapped = machine.run(RUN + "--rm " + GUESTS + " trap /trap.wasm");
    assertThat(trapped.code()).isEqualTo(137);
    assertThat(trapped.err()).contains("unreachable");
  }

  @Test
  void ctrRunsAServer() throws Exception {
    machine.sh(
        RUN
            + "--detach --null-io --net-host --env WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:9091 "
            + GUESTS
            + " web /hello-http.wasm");
    assertThat(get("http://127.0.0.1:9091/")).startsWith("Hello");
    assertThat(machine.sh("ctr task exec --exec-id why web jawa-shell state")).contains("RUNNING");
    String open = machine.sh("ls -l /proc/$(cut -d ' ' -f 1 /run/jawa/*/default.jawa/pid)/fd");
    assertThat(open.contains("/lib/graalwasm/")).as(engine).isEqualTo(engine.equals("graalwasm"));
    machine.sh("ctr task kill -s SIGINT web");
    eventually("it has ended", () -> machine.sh("ctr task ls").contains("STOPPED"));
    assertThat(machine.run("ctr task rm web").code()).isZero();
  }

  @Test
  void aPodOfAGuestAndASidecarIsOnTheBridge() throws Exception {
    String pod = kubelet.runPod("one");
    String guest = run(pod, "one", server("web1", "/hello-http.wasm", "0.0.0.0:8080"));
    String loads = run(pod, "one", server("loads1", "/loads.wasm", "0.0.0.0:8081"));
    String sidecar = run(pod, "one", sleeper("side1"));
    String address = kubelet.address(pod);
    assertThat(address).startsWith("10.88.");
    assertThat(get("http://" + address + ":8080/")).startsWith("Hello");
    get("http://" + address + ":8081/");
    assertThat(machine.leftovers())
        .as("what would be left")
        .anyMatch(left -> left.startsWith("/sys/fs/cgroup/") && left.endsWith(guest))
        .anyMatch(left -> left.startsWith("/run/netns/"))
        .anyMatch(left -> left.startsWith("veth"))
        .anyMatch(left -> left.endsWith("busybox sleep 999"));

    String localhost = "http://127.0.0.1:8080/log";
    assertThat(kubelet.exec(sidecar, "/bin/busybox", "wget", "-qO-", localhost)).contains("logged");
    assertThat(machine.read("/var/log/pods/web1.log"))
        .containsPattern("stdout F .*a line on stdout")
        .containsPattern("stderr F .*a line on stderr");
    assertThat(kubelet.exec(guest, "/count-lines.wasm")).isEqualTo("0 -\n");
    UnknownFieldSet stats =
        Cri.message(kubelet.call("ContainerStats", Message.of().with(1, guest)), 1);
    assertThat(stats.hasField(2)).as("CPU").isTrue();
    assertThat(stats.hasField(3)).as("memory").isTrue();

    // TERM waits for what is being answered: 2 MB, half a MB a second.
    machine.sh(
        "setsid curl -s --limit-rate 500k -o /slow http://%s:8081/stream?2000000 >/dev/null &"
            .formatted(address));
    eventually("it is being answered", () -> machine.succeeds("[ -s /slow ]"));
    assertThat(kubelet.stop(loads, 20)).isEqualTo(143);
    eventually("curl has ended", () -> !machine.succeeds("pidof curl"));
    assertThat(machine.sh("stat -c %s /slow")).isEqualTo("2000000\n");

    kubelet.call("StopPodSandbox", Message.of().with(1, pod));
    assertThat(Cri.number(kubelet.status(guest), 3)).isEqualTo(Kubelet.EXITED);
    kubelet.call("RemovePodSandbox", Message.of().with(1, pod));
    assertThat(kubelet.pods()).isEmpty();
    assertThat(machine.succeeds("curl -s -m 2 http://" + address + ":8080/")).isFalse();
  }

  /// A JVM of the pod's or the container's own listens where the CNI has put the pod.
  @ParameterizedTest
  @ValueSource(strings = {"pod", "container"})
  void aPodWithAJvmOfItsOwnIsOnTheBridge(String isolation) throws Exception {
    try (Kubelet isolating = kubelet(Map.of("jawa.dev/isolation", isolation))) {
      String pod = isolating.runPod(isolation);
      Kubelet.Wanted wanted = server("web-in-" + isolation, "/hello-http.wasm", "0.0.0.0:8080");
      String guest = isolating.run(pod, isolation, wanted, Message.of());
      String address = isolating.address(pod);
      assertThat(get("http://" + address + ":8080/")).startsWith("Hello");
      assertThat(machine.sh("ps -eo args=").contains(" -group " + pod + " "))
          .as("a daemon of the pod")
          .isEqualTo(isolation.equals("pod"));
      assertThat(isolating.stop(guest, 20)).isEqualTo(143);
    }
  }

  private String run(String pod, String name, Kubelet.Wanted wanted) throws Exception {
    return kubelet.run(pod, name, wanted, Message.of());
  }

  private static Kubelet.Wanted sleeper(String name) {
    return new Kubelet.Wanted(name, NATIVE, List.of("/bin/busybox", "sleep", "999"), "");
  }

  @Test
  void podsCallEachOtherAndAreReplacedWhileTheyAreAsked() throws Exception {
    String left = kubelet.runPod("left");
    String right = kubelet.runPod("right");
    for (String name : List.of("left", "right")) {
      String pod = name.equals("left") ? left : right;
      run(pod, name, server("web-" + name, "/hello-http.wasm", "0.0.0.0:8080"));
      run(pod, name, server("loads-" + name, "/loads.wasm", "0.0.0.0:8081"));
    }
    String one = kubelet.address(left);
    String other = kubelet.address(right);
    assertThat(get(fetch(one, other))).startsWith("Hello");
    assertThat(get(fetch(other, one))).startsWith("Hello");

    MachineLoad load = MachineLoad.start(machine, fetch(one, other));
    machine.killContainerd();
    connect();
    load.awaitMore();
    String next = kubelet.runPod("next");
    run(next, "next", server("web-next", "/hello-http.wasm", "0.0.0.0:8080"));
    get(fetch(one, kubelet.address(next)));
    load.ask(fetch(one, kubelet.address(next)));
    load.awaitMore();
    kubelet.call("StopPodSandbox", Message.of().with(1, right));
    kubelet.call("RemovePodSandbox", Message.of().with(1, right));
    load.awaitMore();
    assertThat(load.end()).as("failed requests").isEmpty();
    assertThatThrownBy(() -> kubelet.podStatus(right)).hasMessageContaining("not found");
  }

  private static String fetch(String caller, String called) {
    return "http://" + caller + ":8081/fetch?" + called + ":8080";
  }

  /// As if the plug had been pulled: what ran does not, and none of what it left is in the way.
  @Test
  void aNodeThatIsStartedAgainTakesPodsAgain() throws Exception {
    String old = kubelet.runPod("old");
    String guest = run(old, "old", server("web-old", "/hello-http.wasm", "0.0.0.0:8080"));
    get("http://" + kubelet.address(old) + ":8080/");
    machine.sh(
        RUN
            + "--detach --null-io --net-host --env WASMTIME_HTTP_PROXY_SOCKET_ADDR=127.0.0.1:9092 "
            + GUESTS
            + " kept /hello-http.wasm");
    get("http://127.0.0.1:9092/");

    machine.reboot();
    connect();

    assertThat(Cri.number(kubelet.podStatus(old), 3)).as("SANDBOX_NOTREADY").isEqualTo(1);
    assertThat(Cri.number(kubelet.status(guest), 3)).isEqualTo(Kubelet.EXITED);
    machine.sh("ctr task start --detach --null-io kept");
    assertThat(get("http://127.0.0.1:9092/")).startsWith("Hello");
    String young = kubelet.runPod("young");
    run(young, "young", server("web-young", "/hello-http.wasm", "0.0.0.0:8080"));
    assertThat(get("http://" + kubelet.address(young) + ":8080/")).startsWith("Hello");
    kubelet.removePods();
    assertThat(machine.sh("ls /var/lib/cni/networks/pods | grep -c '^10' || true"))
        .as("addresses that are still given away")
        .isEqualTo("0\n");
  }

  @Test
  void dockerRunsOnTheSameContainerd() throws Exception {
    assumeTrue(Files.isExecutable(Dockerd.NEW), Dockerd.NEW + " could not be built");
    machine.sh(
        "setsid dockerd --containerd /run/containerd/containerd.sock --userland-proxy=false"
            + " >/var/log/dockerd.log 2>&1 &");
    eventually("dockerd answers", () -> docker("version").code() == 0);
    docker("load", "--input", machine.path("/guests.tar").toString());
    String[] run = {"--pull", "never", "--runtime", "io.containerd.jawa.v1"};
    String[] web = {"run", "--detach", "--name", "web", "--publish", "8088:8080"};
    answer(List.of(web), List.of(run), List.of("--platform", "wasip1/wasm", GUESTS));
    assertThat(get("http://127.0.0.1:8088/log")).isEqualTo("logged\n");
    eventually("it is in the log", () -> docker("logs", "web").out().contains("a line on stdout"));
    assertThat(answer(List.of("exec", "web", "jawa-shell", "state"))).contains("RUNNING");
    answer(List.of("stop", "web"));
    assertThat(answer(List.of("inspect", "--format", "{{.State.ExitCode}}", "web")))
        .isEqualTo("143\n");
    answer(List.of("rm", "web"));
    Ended exit =
        docker(
            "run",
            "--rm",
            "--pull",
            "never",
            "--runtime",
            "io.containerd.jawa.v1",
            "--platform",
            "wasip1/wasm",
            "--entrypoint",
            "/exit.wasm",
            GUESTS);
    assertThat(exit.code()).as(exit.err()).isEqualTo(3);
    machine.sh("kill $(pidof dockerd)");
    eventually("dockerd has ended", () -> !machine.succeeds("pidof dockerd"));
    machine.run("umount /run/docker/netns/*");
  }

  @SafeVarargs
  private String answer(List<String>... parts) {
    String[] arguments = Stream.of(parts).flatMap(List::stream).toArray(String[]::new);
    Ended ended = docker(arguments);
    assertThat(ended.code()).as("%s: %s", String.join(" ", arguments), ended.err()).isZero();
    return ended.out();
  }

  private Ended docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "--host"));
    command.add("unix://" + machine.path("/run/docker.sock"));
    command.addAll(List.of(arguments));
    try {
      return Tools.end("", command);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
