package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/// A node: a Debian that starts containerd, with network, cgroups and `/run` of its own, in a
/// container of [MachineHost]. Commands in it are its users, and who runs outside sees its files
/// and sockets below [#path].
final class Machine extends GenericContainer<Machine> {

  /// Where a machine has the files that its tests made.
  static final String FILES = "/files";

  private static final String PATH =
      "/opt/containerd:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /// Docker has these read-only for containers that are not privileged, and such there cannot be
  /// where the tests' own superuser lacks a capability. containerd is started again whenever it
  /// ends, as systemd does it.
  private static final String BOOT =
      """
      mount -o remount,rw /sys
      mount -o remount,bind,rw /proc/sys
      awk '$3 == "cgroup" || $3 == "cgroup2" || $2 == "/sys/fs/cgroup" { print $2 }' /proc/mounts |
        while read -r tree; do mount -o remount,bind,rw "$tree"; done
      ip link set lo up
      while :; do containerd >>/var/log/containerd.log 2>&1; done
      """;

  /// What is left of containers and pods, a line each.
  private static final String LEFT =
      """
      for namespace in $(ctr namespaces ls -q); do
        for kind in tasks containers; do ctr -n $namespace $kind ls -q; done
      done
      awk '$2 ~ "^(/run/containerd|/run/netns|/run/jawa)/" { print $2 }' /proc/mounts
      find /sys/fs/cgroup -mindepth 3 -type d
      ls -d /run/netns/* /run/jawa/*/*/tasks/* /run/jawa/*/*/runc/* 2>/dev/null
      ip -o link | grep -o 'veth[^ ]*'
      ps -eo pid=,args= | awk -v self=$$ '
        $1 != 1 && $1 != self && $2 !~ "^(ps|awk|containerd|dockerd)$" && !/daemon.ShimDaemon/'
      exit 0
      """;

  /// @param version the containerd that it has
  /// @param files a folder with its tests' files, and `config.toml`, `jawa.yaml` and `cni` for
  ///   `/etc`
  Machine(ContainerdVersion version, Path files) {
    super(DockerImageName.parse(MachineHost.IMAGE));
    withImagePullPolicy(_ -> false);
    withNetworkMode("none");
    withTmpFs(Map.of("/run", "exec,mode=755"));
    withEnv("PATH", PATH);
    Path jdk = Path.of(System.getProperty("java.home"));
    bind(jdk, jdk.toString());
    bind(files, FILES);
    bind(files.resolve("config.toml"), "/etc/containerd/config.toml");
    bind(files.resolve("jawa.yaml"), "/etc/jawa/jawa.yaml");
    bind(files.resolve("cni"), "/etc/cni/net.d");
    bind(ContainerdVersion.CNI, "/opt/cni/bin");
    if (Files.exists(Dockerd.NEW)) {
      bind(Dockerd.NEW, "/usr/local/bin/dockerd");
    }
    if (version == ContainerdVersion.V2_4) {
      bind(Path.of(version.program("containerd")).getParent(), "/opt/containerd");
    }
    withCreateContainerCmdModifier(Machine::asANode);
    withCommand("sh", "-c", BOOT);
    waitingFor(Wait.forSuccessfulCommand("ctr version"));
    withStartupTimeout(Duration.ofSeconds(60));
  }

  private void bind(Path from, String to) {
    withFileSystemBind(from.toString(), to, BindMode.READ_ONLY);
  }

  // Nothing of containerd's may lie on an overlay, where it would make others.
  private static void asANode(CreateContainerCmd command) {
    command.withVolumes(new Volume("/var/lib/containerd"), new Volume("/var/lib/docker"));
    HostConfig host = Objects.requireNonNull(command.getHostConfig());
    host.withCgroupnsMode("private")
        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
        .withDeviceCgroupRules(List.of("a *:* rwm"))
        .withCapAdd(
            Capability.SYS_ADMIN,
            Capability.NET_ADMIN,
            Capability.SYS_PTRACE,
            Capability.DAC_READ_SEARCH,
            Capability.SYS_NICE);
  }

  /// What a shell's commands print that must succeed.
  String sh(String script) {
    Ended ended = run(script);
    assertThat(ended.code()).as("%s: %s%s", script, ended.out(), ended.err()).isZero();
    return ended.out();
  }

  /// Runs a shell's commands to their end, whatever that is.
  Ended run(String script) {
    try {
      ExecResult result = execInContainer("sh", "-c", script);
      return new Ended(result.getExitCode(), result.getStdout(), result.getStderr());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  boolean succeeds(String script) {
    return run(script).code() == 0;
  }

  /// A file or socket of the machine as this process reaches it.
  Path path(String inside) {
    long pid = Objects.requireNonNull(getCurrentContainerInfo().getState().getPidLong());
    return Path.of("/proc/" + pid + "/root" + inside);
  }

  String read(String file) {
    try {
      return Files.readString(path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Lays down a file.
  void write(String file, String text) {
    copyFileToContainer(Transferable.of(text), file);
  }

  /// Ends containerd at once, and waits for the one that the machine starts then.
  void killContainerd() throws InterruptedException {
    String old = sh("pidof containerd").strip();
    sh("kill -9 " + old);
    eventually(
        "containerd is back",
        () -> succeeds("p=$(pidof containerd) && [ \"$p\" != %s ] && ctr version".formatted(old)));
  }

  /// Pulls the plug, and waits until containerd has been started again.
  void reboot() throws InterruptedException {
    getDockerClient().restartContainerCmd(getContainerId()).withTimeout(0).exec();
    eventually("containerd is back", () -> succeeds("ctr version"));
  }

  /// What should have been taken away when no container is left.
  List<String> leftovers() {
    return sh(LEFT).lines().toList();
  }
}
