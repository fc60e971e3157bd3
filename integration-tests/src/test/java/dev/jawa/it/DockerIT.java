package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What Docker does to containers, by its own client and daemon: its root file systems, its
/// networks, its questions, its restart beside containers that live.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(240)
class DockerIT extends ContainerdTests {

  private static final String IMAGE = "jawa.test/guests:latest";

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  private Dockerd docker;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    Dockerd.require();
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    docker = Dockerd.start(containerd);
    Path folder = containerd.folder();
    List<Path> guests =
        List.of(
            Jawa.HELLO_HTTP,
            Jawa.COUNT_LINES,
            wasm(folder, "loop.wasm", LOOP),
            wasm(folder, "grow.wasm", GROW));
    docker.answer(
        "load", "--input", containerd.buildImage("jawa.test", "guests", guests).toString());
  }

  @Override
  void removeContainers() {
    docker.removeContainers();
  }

  // What dockerd itself has mounted, its folder and its own network, stays as long as it.
  @Override
  List<String> leftovers() {
    return containerd.leftovers(Dockerd.NAMESPACE).stream()
        .filter(left -> !left.contains("/docker "))
        .filter(left -> !left.contains("/docker-exec/netns/default"))
        .toList();
  }

  @Override
  void beforeStop() throws Exception {
    if (docker != null) {
      docker.close();
    }
  }

  private String[] run(List<String> options, String... program) {
    List<String> arguments = new ArrayList<>(List.of("run", "--pull", "never"));
    arguments.addAll(List.of("--platform", "wasip1/wasm"));
    arguments.addAll(List.of("--runtime", "io.containerd." + shim + ".v1"));
    arguments.addAll(options);
    arguments.add(IMAGE);
    arguments.addAll(List.of(program));
    return arguments.toArray(String[]::new);
  }

  /// Starts one and has its cgroup counted among what must be gone in the end.
  private void detach(String name, String... options) {
    List<String> all = new ArrayList<>(List.of("--detach", "--name", name));
    all.addAll(Arrays.asList(options));
    containerd.watch(docker.answer(run(all)).strip());
  }

  private String inspect(String name, String what) {
    return docker.answer("inspect", "--format", "{{" + what + "}}", name).strip();
  }

  private String hello(String name) throws Exception {
    String address = inspect(name, "range .NetworkSettings.Networks}}{{.IPAddress}}{{end");
    assertThat(address).isNotEmpty();
    eventually("the server listens", () -> answers("http://" + address + ":8080/"));
    return docker.curl("http://" + address + ":8080/").out();
  }

  private boolean answers(String url) {
    try {
      return docker.curl(url).code() == 0;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void runsACommandWithItsInput() {
    List<String> options = List.of("--rm", "-i", "--entrypoint", "/count-lines.wasm");
    Ended ended = docker.docker("a\nb\n", run(options));
    assertThat(ended.out()).as(ended.err()).isEqualTo("2 -\n");
    assertThat(ended.code()).isZero();
  }

  @Test
  void saysInALineWhatIsNotThere() {
    Ended ended = docker.docker("", run(List.of("--rm", "--entrypoint", "/nothing.wasm")));
    assertThat(ended.err()).contains("/nothing.wasm: no such file or directory in the container");
    assertThat(ended.code()).isEqualTo(127);

    ended = docker.docker("", run(List.of("--rm", "--entrypoint", "/")));
    assertThat(ended.err()).contains("/: is a directory, not a WebAssembly file");
    assertThat(ended.code()).isEqualTo(126);
  }

  @Test
  void asksAndStopsAServerOnItsBridge() throws Exception {
    detach("web", "--memory", "64m", "--cpus", "0.5");
    assertThat(hello("web")).startsWith("Hello");
    assertThat(docker.answer("exec", "web", "jawa-shell", "state")).contains("RUNNING");
    assertThat(docker.answer("exec", "web", "/count-lines.wasm")).isEqualTo("0 -\n");
    assertThat(docker.answer("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}", "web"))
        .startsWith("web ")
        .contains("/ 64MiB");
    assertThat(docker.answer("top", "web")).contains("PID");
    docker.answer("pause", "web");
    assertThat(inspect("web", ".State.Status")).isEqualTo("paused");
    docker.answer("unpause", "web");
    docker.answer("update", "--memory", "96m", "--memory-swap", "-1", "web");
    assertThat(docker.answer("stats", "--no-stream", "--format", "{{.MemUsage}}", "web"))
        .contains("/ 96MiB");
    docker.answer("stop", "web");
    assertThat(inspect("web", ".State.ExitCode")).isEqualTo("143");
    docker.answer("start", "web");
    assertThat(hello("web")).startsWith("Hello");
    docker.answer("kill", "web");
    assertThat(docker.answer("wait", "web")).isEqualTo("137\n");
  }

  @Test
  void keepsTheOutputOfWhatRunsDetached() throws Exception {
    detach("lines", "--network", "none", "--entrypoint", "/count-lines.wasm");
    assertThat(docker.answer("wait", "lines")).isEqualTo("0\n");
    eventually("its output is in the log", () -> docker.answer("logs", "lines").equals("0 -\n"));
  }

  @Test
  void stopsWhatComputesWithoutEnd() {
    detach("loop", "--network", "none", "--entrypoint", "/loop.wasm");
    docker.answer("stop", "loop");
    assertThat(inspect("loop", ".State.ExitCode")).isEqualTo("143");
  }

  @Test
  void tellsThatTheMemoryWasNotEnough() throws Exception {
    detach("grow", "--network", "none", "--memory", "32m", "--entrypoint", "/grow.wasm");
    assertThat(docker.answer("wait", "grow")).isEqualTo("137\n");
    eventually("Docker knows why", () -> inspect("grow", ".State.OOMKilled").equals("true"));
  }

  /// `--live-restore`: the server answers while nobody watches it, and is watched again later.
  @Test
  void goesOnWithoutDocker() throws Exception {
    detach("web", "--network", "none");
    String pid = inspect("web", ".State.Pid");
    docker.kill();
    docker.start();
    assertThat(inspect("web", ".State.Status")).isEqualTo("running");
    assertThat(inspect("web", ".State.Pid")).isEqualTo(pid);
    assertThat(docker.answer("exec", "web", "jawa-shell", "state")).contains("RUNNING");
    docker.answer("stop", "web");
    assertThat(inspect("web", ".State.ExitCode")).isEqualTo("143");
  }
}
