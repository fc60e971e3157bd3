package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// How long the daemon of one pod stays: as long as there is a container or one was promised to it.
@ParameterizedClass
@EnumSource
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

  private Path state(String pod) {
    Path namespace = containerd.shimState("default");
    return namespace.resolveSibling(namespace.getFileName() + "." + pod);
  }

  private long daemon(String pod) throws IOException {
    return Long.parseLong(Files.readString(state(pod).resolve("pid")).split(" ")[0]);
  }

  private void awaitEnd(long daemon) throws InterruptedException {
    Instant before = Instant.now();
    eventually("the daemon ends", () -> ProcessHandle.of(daemon).isEmpty());
    assertThat(Duration.between(before, Instant.now())).isLessThan(LEASE.minusSeconds(5));
  }

  @Test
  void endsSoonAfterItsLastContainer() throws Exception {
    String id = detached("/loop.wasm", "--env", "JAWA_ISOLATION=pod");
    assertThat(state(id).resolve("leases")).isEmptyDirectory();
    long daemon = daemon(id);
    assertThat(containerd.ctr("task", "rm", "--force", id).code()).isZero();
    awaitEnd(daemon);
  }

  @Test
  void endsSoonAfterAContainerThatCouldNotBeMade() throws Exception {
    String id = name();
    Ended ended = containerd.ctr(run(List.of("--env", "JAWA_ISOLATION=pod"), id, "/none.wasm"));
    assertThat(ended.err()).contains("/none.wasm: no such file in the container");
    assertThat(state(id).resolve("leases")).isEmptyDirectory();
    eventually("the daemon has withdrawn", () -> !Files.exists(state(id).resolve("s")));
  }

  /// What containerd does first for each of two containers of a pod; the first never comes.
  @Test
  void waitsForEveryContainerThatWasPromisedToIt() throws Exception {
    String pod = name();
    promise(pod, "one");
    promise(pod, "two");
    long daemon = daemon(pod);
    runOut(state(pod).resolve("leases/one"));
    eventually("the first is given up", () -> !Files.exists(state(pod).resolve("leases/one")));
    // It would have ended twice by now.
    Thread.sleep(2500);
    assertThat(daemon(pod)).isEqualTo(daemon);
    runOut(state(pod).resolve("leases/two"));
    awaitEnd(daemon);
  }

  private void promise(String pod, String id) throws Exception {
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
    assertThat(answer).isEqualTo("unix://" + state(pod).resolve("s"));
  }

  private static void runOut(Path lease) throws IOException {
    Files.setLastModifiedTime(lease, FileTime.from(Instant.now().minus(LEASE)));
  }
}
