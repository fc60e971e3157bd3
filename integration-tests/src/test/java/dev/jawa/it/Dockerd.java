package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A real dockerd on a containerd of the tests, with its bridge in a network namespace of its own
/// and all its files in containerd's folder.
final class Dockerd implements AutoCloseable {

  /// Where it has its containers, in containerd and in cgroups.
  static final String NAMESPACE = "moby";

  private static final Path PROGRAM = Tools.built("dockerd-2.0.0-beta.24").resolve("dockerd");

  private final Path folder;
  private Process process;

  private Dockerd(Path folder) {
    this.folder = folder;
  }

  /// Skips the tests, by the name of what is missing, where it cannot run.
  static void require() {
    assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " could not be built");
    for (String program : List.of("docker", "unshare", "nsenter", "curl", "busybox")) {
      assumeTrue(Tools.onPath(program), program + " is not installed");
    }
  }

  static Dockerd start(PrivateContainerd containerd) throws Exception {
    Dockerd dockerd = new Dockerd(containerd.folder());
    try {
      dockerd.start();
      return dockerd;
    } catch (Exception | AssertionError e) {
      dockerd.close();
      throw e;
    }
  }

  /// Starts it, again after [#kill].
  void start() throws Exception {
    String script = "busybox ip link set lo up; exec \"$0\" \"$@\"";
    List<String> command =
        new ArrayList<>(List.of("unshare", "--net", "sh", "-c", script, PROGRAM.toString()));
    command.addAll(List.of("--config-file", "", "--containerd", folder + "/c.sock"));
    command.addAll(List.of("--host", host(), "--data-root", folder + "/docker"));
    command.addAll(List.of("--exec-root", folder + "/docker-exec"));
    command.addAll(List.of("--pidfile", folder + "/docker.pid", "--cgroup-parent", NAMESPACE));
    command.addAll(List.of("--iptables=false", "--ip6tables=false", "--ip-forward=false"));
    command.addAll(List.of("--userland-proxy=false", "--live-restore"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Debian's client is older than what the newest daemon takes by itself.
    builder.environment().put("DOCKER_MIN_API_VERSION", "1.41");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = builder.start();
    eventually("dockerd answers; it says " + log(), () -> docker("", "version").code() == 0);
  }

  private Path log() {
    return folder.resolve("docker.log");
  }

  private String host() {
    return "unix://" + folder + "/docker.sock";
  }

  /// Ends it at once; containers go on.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Runs `docker` to its end.
  Ended docker(String stdin, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "--host", host()));
    command.addAll(List.of(arguments));
    try {
      return Tools.end(stdin, command);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a `docker` prints that must succeed.
  String answer(String... arguments) {
    Ended ended = docker("", arguments);
    assertThat(ended.code()).as("%s: %s", String.join(" ", arguments), ended.err()).isZero();
    return ended.out();
  }

  /// What a server of a container says to somebody on dockerd's bridge.
  Ended curl(String url) throws Exception {
    String pid = Long.toString(process.pid());
    return Tools.end(
        "", List.of("nsenter", "--target", pid, "--net", "curl", "-s", "-m", "20", url));
  }

  /// Ends all containers and takes them away.
  void removeContainers() {
    answer("ps", "--all", "--quiet").lines().forEach(id -> answer("rm", "--force", id));
  }

  /// Ends it, and what of the network would stay without it.
  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    Path names = folder.resolve("docker-exec/netns");
    if (Files.exists(names)) {
      try (Stream<Path> left = Files.list(names)) {
        for (Path name : (Iterable<Path>) left::iterator) {
          new ProcessBuilder("umount", "-l", name.toString()).start().waitFor();
        }
      }
    }
  }
}
