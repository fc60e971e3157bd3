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

/// A real dockerd on a containerd of the tests, in a network namespace of its own and with all its
/// files in containerd's folder.
final class Dockerd implements AutoCloseable {

  /// Where it has its containers, in containerd and mostly in cgroups.
  static final String NAMESPACE = "moby";

  /// One of today, which knows containerd's runtimes.
  static final Path NEW = Tools.built("dockerd-2.0.0-beta.24").resolve("dockerd");

  private final Path folder;
  private final List<String> command;
  private final String cgroups;
  private Process process;

  private Dockerd(Path folder, List<String> command, String cgroups) {
    this.folder = folder;
    this.command = command;
    this.cgroups = cgroups;
  }

  /// Skips the tests, by the name of what is missing, where it cannot run.
  static void require() {
    assumeTrue(Files.isExecutable(NEW), NEW + " could not be built");
    for (String program : List.of("docker", "unshare", "nsenter", "curl", "busybox")) {
      assumeTrue(Tools.onPath(program), program + " is not installed");
    }
  }

  /// The newest one, with a bridge.
  static Dockerd start(PrivateContainerd containerd) throws Exception {
    return start(containerd, List.of(NEW.toString()), NAMESPACE);
  }

  /// @param command the program and what else it is told
  /// @param cgroups the name of the one above those of its containers
  static Dockerd start(PrivateContainerd containerd, List<String> command, String cgroups)
      throws Exception {
    Dockerd dockerd = new Dockerd(containerd.folder(), command, cgroups);
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
    List<String> all = new ArrayList<>(List.of("unshare", "--net", "sh", "-c", script));
    all.addAll(command);
    all.addAll(List.of("--config-file", "", "--containerd", folder + "/c.sock"));
    all.addAll(List.of("--host", host(), "--data-root", folder + "/docker"));
    all.addAll(List.of("--exec-root", folder + "/docker-exec"));
    all.addAll(List.of("--pidfile", folder + "/docker.pid", "--cgroup-parent", cgroups));
    all.addAll(List.of("--iptables=false", "--ip6tables=false", "--ip-forward=false"));
    all.addAll(List.of("--userland-proxy=false", "--live-restore"));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    // Debian's client is older than what the newest daemon takes by itself.
    builder.environment().put("DOCKER_MIN_API_VERSION", "1.41");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    process = builder.start();
    eventually("dockerd answers; it says " + log(), () -> docker("", "version").code() == 0);
  }

  private Path log() {
    return folder.resolve("docker.log");
  }

  /// Where it listens.
  String host() {
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
