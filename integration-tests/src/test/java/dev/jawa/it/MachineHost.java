package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/// Where [Machine]s run: the distribution's dockerd and containerd, with their files in a folder of
/// their own, which are there for Testcontainers only (ADR 0017). There can be one in the life of
/// this JVM: Testcontainers asks once where Docker is.
final class MachineHost implements AutoCloseable {

  /// Of all machines.
  static final String IMAGE = "jawa.test/machine:latest";

  private static final Path PROGRAM = Path.of("/usr/sbin/dockerd");

  private final PrivateContainerd containerd;
  private final Dockerd docker;

  private MachineHost(PrivateContainerd containerd, Dockerd docker) {
    this.containerd = containerd;
    this.docker = docker;
  }

  /// Skips the tests, by the name of what is missing, where it cannot run.
  static MachineHost start() {
    Path archive = archive().orElse(Path.of("/nowhere"));
    Optional<String> missing = ContainerdVersion.INSTALLED.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
    assumeTrue(
        Files.exists(archive), "the image of a machine could not be made (scripts/tools.sh)");
    for (String program : List.of("docker", "unshare", "busybox")) {
      assumeTrue(Tools.onPath(program), program + " is not installed");
    }
    try {
      PrivateContainerd containerd = PrivateContainerd.start(ContainerdVersion.INSTALLED, Map.of());
      try {
        List<String> command = List.of(PROGRAM.toString(), "--bridge=none");
        MachineHost host =
            new MachineHost(containerd, Dockerd.start(containerd, command, cgroups(containerd)));
        host.introduce(archive);
        return host;
      } catch (Exception | AssertionError e) {
        containerd.close();
        throw e;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  // Of this suite alone, so that it can be taken away.
  private static String cgroups(PrivateContainerd containerd) {
    return "jawa-machines" + containerd.mark();
  }

  /// What `scripts/tools.sh` made last.
  private static Optional<Path> archive() {
    Path tools = Tools.built("");
    String known = System.getenv("JAWA_MACHINE");
    if (known != null) {
      return Optional.of(Path.of(known, "machine.tar"));
    }
    try (Stream<Path> folders = Files.list(tools)) {
      return folders
          .filter(folder -> folder.getFileName().toString().startsWith("machine-"))
          .map(folder -> folder.resolve("machine.tar"))
          .filter(Files::exists)
          .max((one, other) ->
              Long.compare(one.toFile().lastModified(), other.toFile().lastModified()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private void introduce(Path archive) {
    docker.answer("import", archive.toString(), IMAGE);
    // Otherwise Testcontainers speaks a version in which machines cannot have cgroups of their own.
    System.setProperty(
        "api.version", docker.answer("version", "--format", "{{.Server.APIVersion}}").strip());
    MachineHostStrategy.use(docker.host());
    assertThat(DockerClientFactory.instance().getTransportConfig().getDockerHost())
        .as(
            "Docker as Testcontainers has it; is there a DOCKER_HOST or ~/.testcontainers.properties?")
        .hasToString(docker.host());
  }

  /// A folder for files that machines are to see.
  Path folder(String name) throws IOException {
    return Files.createDirectories(containerd.folder().resolve(name));
  }

  /// What machines that are gone should have taken along.
  List<String> leftovers() throws Exception {
    List<String> left = new ArrayList<>(containerd.leftovers(Dockerd.NAMESPACE));
    left.removeIf(mount -> mount.contains("/docker "));
    left.removeIf(mount -> mount.contains("/docker-exec/netns/default"));
    left.addAll(find("*/" + cgroups(containerd) + "/*"));
    return left;
  }

  private List<String> find(String cgroups, String... action) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("find", "/sys/fs/cgroup", "-depth", "-type", "d"));
    command.addAll(List.of("-path", cgroups));
    command.addAll(List.of(action));
    return Tools.end("", command).out().lines().toList();
  }

  @Override
  public void close() throws Exception {
    docker.close();
    containerd.close();
    find("*/" + cgroups(containerd), "-exec", "rmdir", "{}", "+");
  }
}
