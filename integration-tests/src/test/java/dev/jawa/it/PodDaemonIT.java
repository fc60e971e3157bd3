package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// How long the daemon of one pod stays: as long as there is a container or one was promised to it.
@ParameterizedClass
@MethodSource("released")
@Timeout(240)
class PodDaemonIT extends RootfsTests {

  /// Of a promise, with room to spare.
  private static final Duration LEASE = Duration.ofSeconds(30);

  @Parameter private ContainerdVersion version;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of("JAWA_DAEMON_POD_IDLE", "1s"));
    rootfs = rootfs();
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
    wasm(rootfs, "loop.wasm", LOOP);
  }

  private void awaitEnd(String pod) throws InterruptedException {
    Instant before = Instant.now();
    eventually("the daemon ends", () -> containerd.podDaemon(pod).isEmpty());
    assertThat(Duration.between(before, Instant.now())).isLessThan(LEASE.minusSeconds(5));
  }

  @Test
  void endsSoonAfterItsLastContainer() throws Exception {
    String id = detached("/loop.wasm", "--env", "JAWA_ISOLATION=pod");
    assertThat(containerd.podDaemon(id)).isPresent();
    assertThat(containerd.ctr("task", "rm", "--force", id).code()).isZero();
    awaitEnd(id);
  }

  @Test
  void endsSoonAfterAContainerThatCouldNotBeMade() throws Exception {
    String id = name();
    Ended ended = containerd.ctr(run(List.of("--env", "JAWA_ISOLATION=pod"), id, "/none.wasm"));
    assertThat(ended.err()).contains("/none.wasm: no such file or directory in the container");
    awaitEnd(id);
  }

  /// What containerd does first for each of two containers of a pod; the first never comes.
  @Test
  void waitsForEveryContainerThatWasPromisedToIt() throws Exception {
    String pod = name();
    Path leases = promise(pod, "one");
    assertThat(promise(pod, "two")).isEqualTo(leases);
    Optional<ProcessHandle> daemon = containerd.podDaemon(pod);
    assertThat(daemon).isPresent();
    runOut(leases.resolve("one"));
    eventually("the first is given up", () -> !Files.exists(leases.resolve("one")));
    // It would have ended twice by now.
    Thread.sleep(2500);
    assertThat(containerd.podDaemon(pod)).isEqualTo(daemon);
    runOut(leases.resolve("two"));
    awaitEnd(pod);
  }

  /// @return the folder with the promises of the daemon that it was given
  private Path promise(String pod, String id) throws Exception {
    Path bundle = Files.createDirectories(containerd.folder().resolve("bundles").resolve(id));
    Files.writeString(
        bundle.resolve("config.json"),
        """
        {"annotations":{"io.kubernetes.cri.sandbox-id":"%s","jawa.dev/isolation":"pod"}}
        """
            .formatted(pod));
    String answer =
        Tools.run(
            bundle,
            Map.of(
                "JAWA_RUN_DIR",
                containerd.folder().resolve("run").toString(),
                "JAWA_DAEMON_POD_IDLE",
                "1s"),
            "sh",
            "-c",
            "exec \"$@\" </dev/null",
            "sh",
            Jawa.DIST.resolve("bin/containerd-shim-" + shim() + "-v1").toString(),
            "-namespace",
            "default",
            "-address",
            containerd.folder().resolve("c.sock").toString(),
            "-id",
            id,
            "start");
    assertThat(answer).startsWith("unix://").endsWith("/s");
    return Path.of(answer.substring("unix://".length())).resolveSibling("leases");
  }

  private static void runOut(Path lease) throws IOException {
    Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minus(LEASE)));
  }

  @Test
  void saysThatItWasKilledWhileItStarted() throws Exception {
    // A JDK whose JVM the kernel kills for want of memory.
    Path jdk = containerd.folder().resolve("jdk");
    Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
    Files.writeString(java, "#!/bin/sh\nkill -9 $$\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (PrivateContainerd other =
        PrivateContainerd.start(version, Map.of("JAWA_JAVA_HOME", jdk.toString()))) {
      String id = "c0" + other.mark();
      other.watch("jawa-" + id);
      Ended ended = other.ctr(run(List.of("--env", "JAWA_ISOLATION=pod"), id, "/count-lines.wasm"));
      assertThat(ended.code()).isNotZero();
      assertThat(ended.err())
          .contains("jawa: the daemon did not start: it was killed (SIGKILL)", "/log");
      assertThat(other.leftovers()).isEmpty();
    }
  }
}
