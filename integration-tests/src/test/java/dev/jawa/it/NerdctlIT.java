package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What nerdctl does to containers: its hooks, its logger, its questions.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(180)
class NerdctlIT extends ContainerdTests {

  private static final Path NERDCTL = Tools.built("nerdctl-2.3.5").resolve("nerdctl");
  private static final String IMAGE = "jawa.test/guests:latest";

  @Parameter(0)
  private ContainerdVersion version;

  @Parameter(1)
  private String shim;

  private Path folder;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    assumeTrue(Files.isExecutable(NERDCTL), NERDCTL + " could not be built");
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    folder = containerd.folder();
    containerd.importImage("jawa.test", "guests", List.of(Jawa.HELLO_HTTP, Jawa.COUNT_LINES));
  }

  private Ended nerdctl(String stdin, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(NERDCTL.toString(), "--address"));
    command.add(folder.resolve("c.sock").toString());
    command.addAll(List.of("--data-root", folder + "/nerdctl", "--cgroup-manager", "cgroupfs"));
    command.addAll(List.of("--cni-path", folder + "/none", "--cni-netconfpath", folder + "/cni"));
    command.addAll(List.of(arguments));
    return Tools.end(stdin, command);
  }

  private String answer(String... arguments) throws Exception {
    Ended ended = nerdctl("", arguments);
    assertThat(ended.code()).as("%s: %s", String.join(" ", arguments), ended.err()).isZero();
    return ended.out();
  }

  private String[] run(List<String> options, String... program) {
    List<String> arguments = new ArrayList<>(List.of("run", "--net", "none"));
    arguments.addAll(List.of("--pull", "never", "--platform", "wasip1/wasm"));
    arguments.addAll(List.of("--runtime", "io.containerd." + shim + ".v1"));
    arguments.addAll(options);
    arguments.add(IMAGE);
    arguments.addAll(List.of(program));
    return arguments.toArray(String[]::new);
  }

  @Test
  void runsACommandWithItsInput() throws Exception {
    String[] run = run(List.of("--rm", "-i", "--entrypoint", "/count-lines.wasm"));
    Ended ended = nerdctl("a\nb\n", run);
    assertThat(ended.out()).as(ended.err()).isEqualTo("2 -\n");
    assertThat(ended.code()).isZero();
  }

  /// By a logger of its own, a process that the shim starts.
  @Test
  void keepsTheOutputOfWhatRunsDetached() throws Exception {
    answer(run(List.of("-d", "--name", "lines", "--entrypoint", "/count-lines.wasm")));
    assertThat(answer("wait", "lines")).isEqualTo("0\n");
    eventually("its output is in the log", () -> logs("lines").equals("0 -\n"));
    answer("rm", "lines");
  }

  private String logs(String name) {
    try {
      return answer("logs", name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void asksAndStopsAServer() throws Exception {
    answer(run(List.of("-d", "--name", "web", "--memory", "64m")));
    assertThat(answer("ps", "--format", "{{.Names}} {{.Status}}")).isEqualTo("web Up\n");
    assertThat(answer("exec", "web", "jawa-shell", "state")).contains("RUNNING");
    assertThat(answer("exec", "web", "/count-lines.wasm")).isEqualTo("0 -\n");
    assertThat(answer("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}"))
        .startsWith("web ")
        .contains("/ 64MiB");
    assertThat(answer("top", "web")).contains("/proc/self/fd/3");
    answer("pause", "web");
    assertThat(answer("inspect", "--format", "{{.State.Status}}", "web")).isEqualTo("paused\n");
    answer("unpause", "web");
    answer("stop", "web");
    assertThat(answer("inspect", "--format", "{{.State.ExitCode}}", "web")).isEqualTo("143\n");
    answer("start", "web");
    answer("kill", "web");
    assertThat(answer("wait", "web")).isEqualTo("137\n");
    answer("rm", "web");
  }
}
