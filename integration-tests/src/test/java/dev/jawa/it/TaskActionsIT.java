package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// What else clients do to a task, one action each: `docs/shim.md` has the table of all.
@ParameterizedClass
@MethodSource("released")
@Timeout(180)
class TaskActionsIT extends RootfsTests {

  @Parameter private ContainerdVersion version;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of());
    rootfs = rootfs();
    busybox(List.of("sh", "sleep", "stty"));
    wasm(rootfs, "loop.wasm", LOOP);
    wasm(rootfs, "create.wasm", CREATE);
    wasm(rootfs, "print.wasm", PRINT);
    Files.copy(Jawa.HELLO_HTTP, rootfs.resolve("hello-http.wasm"));
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @Test
  void aTaskThatHasEndedCannotBeKilledAgain() throws Exception {
    String id = detached("/loop.wasm");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("failed precondition");
    assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", id)).isEqualTo(new Ended(0, "", ""));
    awaitStatus(id, "STOPPED");
    Ended again = containerd.ctr("task", "kill", "-s", "SIGKILL", id);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).containsAnyOf("not found", "process already finished");
  }

  /// First as large as the client's terminal is, then as the client's becomes.
  @Test
  void aTerminalIsAsLargeAsItsClients(@TempDir Path folder) throws Exception {
    assumeTrue(Tools.onPath("script"), "script is not installed");
    String id = name();
    String program =
        "until [ \"$(stty size)\" = '31 97' ]; do sleep 0.1; done; echo first; "
            + "until [ \"$(stty size)\" = '40 120' ]; do sleep 0.1; done; echo second";
    Path inner = folder.resolve("run.sh");
    Files.writeString(
        inner,
        "tty >%s/tty; stty rows 31 cols 97; exec %s '%s'\n"
            .formatted(
                folder,
                String.join(" ", containerd.ctrCommand(run(List.of("--rm", "-t"), id))),
                "/bin/sh' -c '" + program.replace("'", "'\\''")));
    Process script =
        new ProcessBuilder("script", "-qec", "sh " + inner, "/dev/null")
            .redirectErrorStream(true)
            .start();
    try (InputStream screen = script.getInputStream()) {
      readUntil(screen, "first");
      String tty = Files.readString(folder.resolve("tty")).strip();
      Tools.run(folder, Map.of(), "stty", "-F", tty, "rows", "40", "cols", "120");
      readUntil(screen, "second");
      assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      script.destroyForcibly();
    }
  }

  private static void readUntil(InputStream in, String text) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      int next = in.read();
      assertThat(next).as("%s before the end of: %s", text, read).isNotNegative();
      read.append((char) next);
    }
  }

  @Test
  void aReadOnlyRootStaysAsItIs() {
    int readOnly = 69;
    Ended refused = containerd.ctr(run(List.of("--rm", "--read-only"), name(), "/create.wasm"));
    assertThat(refused.code()).isEqualTo(readOnly);
    assertThat(rootfs.resolve("made")).doesNotExist();
    assertThat(containerd.ctr(run(List.of("--rm"), name(), "/create.wasm")).code()).isZero();
    assertThat(rootfs.resolve("made")).exists();
  }

  /// Their paths together are longer than the page that the kernel takes.
  @Test
  void aGuestSeesAllOfManyLayers() throws Exception {
    int layers = 120;
    Path work = Files.createDirectories(containerd.folder().resolve("deep"));
    String image = "jawa.test/deep:latest";
    Path archive = NativeImage.writeLayers(work, image, deep(work, layers), "/count-lines.wasm");
    assertThat(containerd.ctr("image", "import", archive.toString()).err()).isEmpty();
    Ended ended =
        containerd.ctr(
            "run",
            "--rm",
            "--runtime",
            runtime(),
            image,
            name(),
            "/count-lines.wasm",
            "/all",
            "/layer0",
            "/layer" + (layers - 1));
    assertThat(ended).isEqualTo(new Ended(0, layers + " /all\n1 /layer0\n1 /layer119\n", ""));
  }

  /// Each has a file of its own, and all have one that grows by a line.
  private static List<Path> deep(Path work, int count) throws IOException {
    List<Path> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path layer = Files.createDirectories(work.resolve("layers/" + i));
      Files.writeString(layer.resolve("layer" + i), "only here\n");
      Files.writeString(layer.resolve("all"), "line\n".repeat(i + 1));
      layers.add(layer);
    }
    Files.copy(Jawa.COUNT_LINES, layers.getFirst().resolve("count-lines.wasm"));
    return layers;
  }

  /// What it makes in its own files belongs to the number that the container's superuser has
  /// outside.
  @Test
  void inAUserNamespaceTheSuperuserIsNobodySpecial() throws Exception {
    containerd.importImage("jawa.test", "create", List.of(rootfs.resolve("create.wasm")));
    String id = name();
    Ended ended =
        containerd.ctr(
            "run",
            "--uidmap",
            "0:100000:65536",
            "--gidmap",
            "0:100000:65536",
            "--runtime",
            runtime(),
            "jawa.test/create:latest",
            id);
    assertThat(ended).isEqualTo(new Ended(0, "", ""));
    Path snapshots =
        containerd.folder().resolve("root/io.containerd.snapshotter.v1.overlayfs/snapshots");
    try (Stream<Path> files = Files.walk(snapshots)) {
      Path made = files.filter(path -> path.endsWith("made")).findFirst().orElseThrow();
      assertThat(Files.getAttribute(made, "unix:uid")).isEqualTo(100000);
      assertThat(Files.getAttribute(made, "unix:gid")).isEqualTo(100000);
    }
  }

  /// The guest waits as long as its reader does, with no more of the output than a pipe holds.
  @Test
  void aReaderThatIsSlowLosesNothingAndCostsNothing() throws Exception {
    Process ctr = containerd.ctrStarted(run(List.of("--rm"), name(), "/print.wasm"));
    try (InputStream out = ctr.getInputStream()) {
      assertThat(out.read()).isZero();
      assertThat(containerd.ctr(run(List.of("--rm"), name(), "/count-lines.wasm")).code()).isZero();
      long before = daemonMemory();
      byte[] part = new byte[1 << 16];
      long count = 1;
      long most = before;
      for (int read = out.read(part); read > 0; read = out.read(part)) {
        if (count / PRINTED_STEP != (count + read) / PRINTED_STEP) {
          most = Math.max(most, daemonMemory());
        }
        count += read;
      }
      assertThat(count).isEqualTo(PRINTED);
      assertThat(most - before).as("bytes of memory").isLessThan(PRINTED);
      assertThat(ctr.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(ctr.exitValue()).isZero();
    } finally {
      ctr.destroyForcibly();
    }
  }

  private static final int PRINTED_STEP = 10 << 20;

  private long daemonMemory() throws IOException {
    String status = Files.readString(Path.of("/proc/" + containerd.daemonPid() + "/status"));
    String line = status.lines().filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
  }

  /// Of this namespace's daemon nobody hears anything; that holds up neither containerd nor those
  /// of others.
  @Test
  void aDaemonThatIsStoppedHoldsUpNobodyElse() throws Exception {
    String id = detached("/loop.wasm");
    String daemon = Long.toString(containerd.daemonPid());
    Tools.run(Path.of("/"), Map.of(), "kill", "-STOP", daemon);
    try {
      assertThat(containerd.ctr("task", "ls").code()).isZero();
      List<String> other = new ArrayList<>(List.of("-n", "other"));
      other.addAll(List.of(run(List.of("--rm"), name(), "/count-lines.wasm")));
      assertThat(containerd.ctr(other.toArray(String[]::new))).isEqualTo(new Ended(0, "0 -\n", ""));
    } finally {
      Tools.run(Path.of("/"), Map.of(), "kill", "-CONT", daemon);
    }
    awaitStatus(id, "RUNNING");
    assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
  }

  @Test
  void everyContainerOfADaemonThatIsKilledIsReported() throws Exception {
    try (CtrEvents events = CtrEvents.of(containerd)) {
      List<String> all =
          List.of(detached("/loop.wasm"), detached("/hello-http.wasm"), detached("/loop.wasm"));
      ProcessHandle.of(containerd.daemonPid()).orElseThrow().destroyForcibly();
      for (String id : all) {
        assertThat(events.await("/tasks/exit", id)).contains("\"exit_status\":137");
        events.await("/tasks/delete", id);
        assertThat(containerd.taskStatus(id)).isEmpty();
      }
      eventually("nothing is left", () -> containerd.leftovers().isEmpty());
      assertThat(containerd.ctr(run(List.of("--rm"), name(), "/count-lines.wasm")))
          .isEqualTo(new Ended(0, "0 -\n", ""));
    }
  }

  @Test
  void containerdLearnsOfAnEndThatCameWhileItWasAway() throws Exception {
    endsWhileContainerdIsAway();
  }

  @Test
  void listensInANamespaceThatItsClientNames() throws Exception {
    assumeTrue(Tools.onPath("nsenter") && Tools.onPath("curl"), "nsenter or curl is missing");
    long first = containerd.taskPid(detached("/loop.wasm")).orElseThrow();
    detached("/hello-http.wasm", "--with-ns", "network:/proc/" + first + "/ns/net");
    String inside = "busybox ip link set lo up; curl -s http://127.0.0.1:8080/";
    String answer =
        Tools.run(
            Path.of("/"),
            Map.of(),
            "nsenter",
            "-t",
            Long.toString(first),
            "-n",
            "sh",
            "-c",
            inside);
    assertThat(answer).containsIgnoringCase("hello");
  }

  /// `ctr` looks for the CNI's configuration and plugins in fixed places, so it gets a view of the
  /// machine with ours there, and a network of its own for the bridge.
  @Test
  void answersOnTheNetworkThatCniMakes() throws Exception {
    assumeTrue(
        Tools.onPath("nsenter") && Tools.onPath("curl") && Tools.onPath("unshare"),
        "nsenter, curl or unshare is missing");
    assumeTrue(
        Stream.of("bridge", "loopback", "host-local")
            .allMatch(plugin -> Files.isExecutable(ContainerdVersion.CNI.resolve(plugin))),
        "the CNI plugins are not in " + ContainerdVersion.CNI);
    String id = name();
    Path work = containerd.folder();
    Path view = Files.createDirectories(work.resolve("view/cni/net.d"));
    Files.writeString(
        view.resolve("10-jawa.conflist"),
        """
        {"cniVersion": "0.4.0", "name": "jawa", "plugins": [{"type": "bridge", "bridge": "jawa-it1",
         "isGateway": true,
         "ipam": {"type": "host-local", "subnet": "10.213.78.0/24", "dataDir": "%s/leases"}}]}
        """
            .formatted(work));
    Path script = work.resolve("cni.sh");
    Files.writeString(
        script,
        """
        set -e
        mount -t overlay -o lowerdir=%1$s/view:/etc overlay /etc
        mount -t tmpfs none /opt
        mkdir -p /opt/cni/bin
        mount --bind %2$s /opt/cni/bin
        %3$s
        address=$(nsenter -t "$(%4$s | sed -n 's/^%5$s *\\([0-9]*\\).*/\\1/p')" -n busybox ip addr show eth0 |
          sed -n 's/.*inet \\([0-9.]*\\).*/\\1/p')
        curl -s "http://$address:8080/"
        """
            .formatted(
                work,
                ContainerdVersion.CNI,
                String.join(
                    " ",
                    containerd.ctrCommand(
                        run(List.of("--detach", "--cni"), id, "/hello-http.wasm"))),
                String.join(" ", containerd.ctrCommand("task", "ls")),
                id));
    String answer = Tools.run(Path.of("/"), QUIET, "unshare", "-mn", "sh", script.toString());
    assertThat(answer).isEqualTo("Hello from a component on the JVM!\n");
  }

  private static final Map<String, String> QUIET =
      Map.of("CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS", "1");

  /// The specification's hooks run, and know the container's process: that is how nerdctl and
  /// Docker make its network.
  @Test
  void runsTheHooksOfTheSpecification(@TempDir Path folder) throws Exception {
    Path hook = folder.resolve("hook");
    Files.writeString(hook, "#!/bin/sh\ncat >%s/$1\n".formatted(folder));
    Tools.run(folder, Map.of(), "chmod", "755", hook.toString());
    String hooks =
        Stream.of("createRuntime", "poststart", "poststop")
            .map(stage ->
                "\"%1$s\": [{\"path\": \"%2$s\", \"args\": [\"hook\", \"%1$s\"]}]"
                    .formatted(stage, hook))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
    String id = name();
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        containerd
            .ctr("oci", "spec")
            .out()
            .replaceFirst("\\{", "{\"hooks\": {" + hooks + "},")
            .replaceFirst("\"path\": \"rootfs\"", "\"path\": \"" + rootfs + "\"")
            .replaceFirst("\"cgroupsPath\": \"[^\"]*\"", "\"cgroupsPath\": \"/default/" + id + "\"")
            .replaceFirst("\"cwd\"", "\"args\": [\"/loop.wasm\"], \"cwd\""));
    Ended ended =
        containerd.ctr("run", "-d", "--runtime", runtime(), "--config", spec.toString(), id);
    assertThat(ended).isEqualTo(new Ended(0, "", ""));
    long pid = containerd.taskPid(id).orElseThrow();
    assertThat(folder.resolve("createRuntime")).content().contains("\"pid\":" + pid);
    assertThat(folder.resolve("poststart")).exists();
    assertThat(folder.resolve("poststop")).doesNotExist();
    containerd.ctr("task", "rm", "--force", id);
    assertThat(folder.resolve("poststop")).content().contains("\"id\":\"" + id + "\"");
  }

  /// Both are of the specification; ctr has options for neither.
  @Test
  void umaskAndLimitOfProcessesBindGuests(@TempDir Path folder) throws Exception {
    String id = name();
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.copy(rootfs.resolve("create.wasm"), shared.resolve("create.wasm"));
    Files.copy(rootfs.resolve("loop.wasm"), shared.resolve("loop.wasm"));
    Path spec = folder.resolve("spec.json");
    Files.writeString(
        spec,
        containerd
            .ctr("oci", "spec")
            .out()
            .replaceFirst("\"path\": \"rootfs\"", "\"path\": \"" + shared + "\"")
            .replaceFirst("\"readonly\": true", "\"readonly\": false")
            .replaceFirst("\"uid\": 0", "\"umask\": 7, \"uid\": 0")
            .replaceFirst("\"resources\": \\{", "\"resources\": {\"pids\": {\"limit\": 2},")
            .replaceFirst("\"cgroupsPath\": \"[^\"]*\"", "\"cgroupsPath\": \"/default/" + id + "\"")
            .replaceFirst("\"cwd\"", "\"args\": [\"/loop.wasm\"], \"cwd\""));
    assertThat(containerd.ctr("run", "-d", "--runtime", runtime(), "--config", "" + spec, id))
        .isEqualTo(new Ended(0, "", ""));
    assertThat(containerd.ctr("task", "exec", "--exec-id", "one", id, "/create.wasm"))
        .isEqualTo(new Ended(0, "", ""));
    assertThat(Files.getAttribute(shared.resolve("made"), "unix:mode")).isEqualTo(0100660);
    assertThat(containerd.ctr("task", "exec", "-d", "--exec-id", "two", id, "/loop.wasm").code())
        .isZero();
    assertThat(containerd.ctr("task", "exec", "--exec-id", "three", id, "/create.wasm").err())
        .contains("limit of 2 processes (pids)");
    containerd.ctr("task", "rm", "--force", id);
  }

  /// A client that waits and one that asks get the same, however late they come.
  @Test
  void everyoneWhoWaitsLearnsTheSameEnd() throws Exception {
    String id = detached("/loop.wasm");
    // Not the client that started it: it fails when another has deleted the task before it.
    Process first = containerd.ctrStarted("task", "attach", id);
    Process second = containerd.ctrStarted("task", "attach", id);
    try (OutputStream _ = first.getOutputStream();
        OutputStream _ = second.getOutputStream()) {
      eventually("both wait", () -> containerd.waiting() == 2);
      assertThat(containerd.ctr("task", "kill", "-s", "SIGTERM", id).err()).isEmpty();
      assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isEqualTo(143);
      assertThat(second.exitValue()).isEqualTo(143);
    } finally {
      first.destroyForcibly();
      second.destroyForcibly();
    }
  }
}
