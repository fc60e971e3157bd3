package dev.jawa.app.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.shim.api.task.DeleteResponse;
import dev.jawa.shim.api.types.RuntimeInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `containerd-shim-jawa-v1` with a daemon that is this JVM, or a few lines of shell.
@Timeout(60)
class ShimScriptTest {

  private static final Path DIST =
      Path.of(System.getProperty("jawa.root"), "shim-app/src/main/dist");

  private record Answer(int status, byte[] out, String err) {
    String text() {
      return new String(out, ISO_8859_1);
    }
  }

  // Short: a socket's path has at most 107 bytes.
  @TempDir private Path folder;
  private Path shim;
  private Path bundle;
  private Path state;
  private ServerSocketChannel socket;

  @BeforeEach
  void install() throws IOException {
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("lib"));
    bundle = Files.createDirectories(folder.resolve("bundle"));
    shim = folder.resolve("bin/containerd-shim-jawa-v1");
    Files.copy(
        DIST.resolve("bin/containerd-shim-jawa-v1"), shim, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(folder.resolve("lib/find-java.sh"), "find_java() { :; }; no_java() { :; }\n");
    launcher("echo 'no such file: x' >&2; exit 1");
    state = folder.resolve("run/c.sock/ns.jawa");
  }

  @AfterEach
  void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }

  /// What runs instead of a JVM.
  private void launcher(String script) throws IOException {
    Files.writeString(folder.resolve("lib/launch.sh"), "exec_jawa() {\n" + script + "\n}\n");
  }

  private void listen() throws IOException {
    new StateFolder(state).prepare();
    socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    socket.bind(UnixDomainSocketAddress.of(state.resolve("s")));
  }

  private void beTheDaemon() throws IOException {
    listen();
    new StateFolder(state).announce();
  }

  private Answer run(Path program, String... arguments) throws Exception {
    return run(new byte[0], program, arguments);
  }

  private Answer run(byte[] in, Path program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(bundle.toFile());
    builder.environment().put("JAWA_RUN_DIR", folder.resolve("run").toString());
    builder.environment().put("JAWA_CGROUP_ROOT", folder.resolve("cgroups").toString());
    builder.redirectError(folder.resolve("err").toFile());
    Process process = builder.start();
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(in);
    }
    byte[] out = process.getInputStream().readAllBytes();
    return new Answer(process.waitFor(), out, Files.readString(folder.resolve("err")));
  }

  private Answer shim(String action, String id) throws Exception {
    return shim(new byte[0], action, id);
  }

  private Answer shim(byte[] in, String action, String id) throws Exception {
    return run(
        in,
        shim,
        "-namespace",
        "ns",
        "-address",
        "/c.sock",
        "-publish-binary",
        "/x",
        "-id",
        id,
        action);
  }

  /// Deletes the task `t`.
  ///
  /// @param runc the program
  private Answer delete(String runc, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("JAWA_RUNC=" + runc, shim.toString()));
    command.addAll(List.of("-namespace", "ns", "-address", "/c.sock", "-id", "t"));
    command.addAll(List.of(options));
    command.add("delete");
    return run(Path.of("/usr/bin/env"), command.toArray(String[]::new));
  }

  @Test
  void answersStartWithTheSocketOfALiveDaemon() throws Exception {
    beTheDaemon();

    Answer answer = shim("start", "t");

    assertThat(answer.err()).isEmpty();
    assertThat(answer.status()).isZero();
    assertThat(answer.text()).isEqualTo("unix://" + state.resolve("s"));
    assertThat(bundle.resolve("address")).hasContent(answer.text());
    assertThat(state.resolve("leases/t")).isEmptyFile();
    assertThat(new StateFolder(state).hasLease(java.time.Duration.ofMinutes(1))).isTrue();
  }

  /// A field of a protobuf message that is text, shorter than 128 bytes.
  private static String field(int number, String text) {
    return "" + (char) (number << 3 | 2) + (char) text.length() + text;
  }

  static Stream<Arguments> bootstraps() {
    String more = field(4, "v2.4.2") + field(6, "/c.sock") + "\n\0\n" + "x".repeat(5000);
    return Stream.of(
        Arguments.of("t", field(1, "t") + field(2, "ns"), 3),
        Arguments.of("t", field(1, "t") + field(2, "ns") + more, 3),
        // Lengths that are a line feed, a tab, a space, and one that is not ASCII text.
        Arguments.of("t".repeat(10), field(1, "t".repeat(10)) + field(2, "ns") + more, 3),
        Arguments.of("t".repeat(9), field(1, "t".repeat(9)) + field(2, "ns") + more, 3),
        Arguments.of("t".repeat(32), field(1, "t".repeat(32)) + field(2, "ns") + more, 3),
        Arguments.of("t".repeat(76), field(1, "t".repeat(76)) + field(2, "ns") + more, 3),
        // Options, as older ones write them: an Any.
        Arguments.of("t", field(1, "runtimeoptions.v1.Options") + field(2, "ns"), 2),
        Arguments.of("t", field(1, "other") + field(2, "ns") + more, 2),
        Arguments.of("t", field(1, "t") + field(2, "sn") + more, 2),
        Arguments.of("t", "\n\n\n\n", 2),
        Arguments.of("t", "", 2));
  }

  @ParameterizedTest
  @MethodSource("bootstraps")
  void announcesVersion3ToWhoProvesThatItKnowsIt(String id, String said, int version)
      throws Exception {
    beTheDaemon();
    String address = "unix://" + state.resolve("s");

    Answer answer = shim(said.getBytes(ISO_8859_1), "start", id);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.text())
        .isEqualTo(
            version == 2
                ? address
                : "{\"version\":3,\"address\":\"%s\",\"protocol\":\"ttrpc\"}".formatted(address));
    assertThat(bundle.resolve("address")).hasContent(address);
  }

  /// Up to 2.4.2 containerd understands the answer and ends the container.
  @ParameterizedTest
  @CsvSource({
    "2.3.0, false",
    "v2.3.5~ds1, false",
    "2.4.2+unknown, false",
    "v2.4.0-rc.1, false",
    "2.4.3, true",
    "v2.4.20, true",
    "2.5.0+unknown, true",
    "12.3.1, true"
  })
  void announcesGrpcToWhoCanUseIt(String version, boolean told) throws Exception {
    beTheDaemon();
    String start = field(1, "t") + field(2, "ns");
    // A log level, as it is sent and as it is left out.
    for (String level :
        List.of("", "\u0018\u0008", "\u0018\u00fc" + "\u00ff".repeat(8) + "\u0001")) {
      String said = start + level + field(4, version) + field(5, "/c.sock.ttrpc");
      try (ServerSocketChannel _ = listening(state.resolve("g"))) {
        assertThat(shim(said.getBytes(ISO_8859_1), "start", "t").text())
            .isEqualTo(
                told
                    ? "{\"version\":3,\"address\":\"%s/g\",\"protocol\":\"grpc\"}".formatted(state)
                    : "{\"version\":3,\"address\":\"unix://%s/s\",\"protocol\":\"ttrpc\"}"
                        .formatted(state));
        assertThat(shim("start", "t").text()).isEqualTo("unix://" + state + "/s");
      }
      Files.delete(state.resolve("g"));
      assertThat(shim(said.getBytes(ISO_8859_1), "start", "t").text()).contains("ttrpc");
    }
    assertThat(bundle.resolve("address")).hasContent("unix://" + state + "/s");
  }

  private static ServerSocketChannel listening(Path socket) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  /// Its daemon is that of its pod, whatever engine it asks for itself.
  @ParameterizedTest
  @CsvSource({"unix://STATE/s, ttrpc", "STATE/g, grpc"})
  void findsTheDaemonOfAContainerThatHadNoStart(String address, String protocol) throws Exception {
    beTheDaemon();
    Files.createDirectories(state.resolve("tasks/t"));
    config("", ",\"x\":[\"JAWA_ENGINE=graalwasm\"]");
    Files.writeString(
        bundle.resolve("bootstrap.json"),
        "{\"version\":3,\"address\":\"%s\",\"protocol\":\"%s\"}"
            .formatted(address.replace("STATE", state.toString()), protocol));
    assertThat(delete("true").status()).isZero();
    assertThat(state.resolve("tasks/t")).doesNotExist();
  }

  @Test
  void takesFlagsInEveryFormOfGo() throws Exception {
    beTheDaemon();
    Answer answer =
        run(
            shim,
            "--namespace=ns",
            "-debug",
            "--address",
            "/c.sock",
            "-unknown=1",
            "-id=t",
            "start");
    assertThat(answer.text()).isEqualTo("unix://" + state.resolve("s"));
  }

  @Test
  void startsADaemonWhenThereIsNone() throws Exception {
    listen();
    launcher(
        """
        echo "$*" >"$shim_state/arguments"
        echo "${JAVA_TOOL_OPTIONS-unset} ${NOTIFY_SOCKET-unset} ${GOMAXPROCS-unset} $PWD" >"$shim_state/world"
        sleep 600 >/dev/null 2>&1 </dev/null &
        read -r stat </proc/$!/stat
        set -- ${stat##*) }
        echo "$(expr "$stat" : '\\([0-9]*\\)') ${20}" >"$shim_state/pid"
        echo ready
        """);
    Answer answer = shim("start", "t");
    try {
      assertThat(answer.err()).isEmpty();
      assertThat(answer.text()).isEqualTo("unix://" + state.resolve("s"));
      assertThat(state.resolve("arguments"))
          .content()
          .isEqualToIgnoringNewLines(
              "daemon dev.jawa.app.daemon.ShimDaemon -state %s -namespace ns -address /c.sock -ttrpc-address /c.sock.ttrpc -runtime io.containerd.jawa.v1 -lock 9"
                  .formatted(state));
      assertThat(state.resolve("world")).content().isEqualToIgnoringNewLines("unset unset unset /");
    } finally {
      String pid = Files.readString(state.resolve("pid")).split(" ")[0];
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
    }
  }

  /// A second daemon would take the socket away from the first.
  @Test
  void waitsForADaemonWhoseScriptWasKilled() throws Exception {
    launcher(
        """
        echo started >>"$shim_state/started"
        while [ ! -e "$shim_state/go" ]; do sleep 0.02; done
        """);
    Path started = state.resolve("started");
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      Future<Answer> first = pool.submit(() -> shim("start", "t"));
      while (!Files.exists(started)) {
        Thread.sleep(5);
      }
      ProcessHandle.current()
          .descendants()
          .filter(process -> process.info().commandLine().orElse("").endsWith("-id t start"))
          .forEach(ProcessHandle::destroyForcibly);
      assertThat(first.get().status()).isEqualTo(137);

      Future<Answer> second = pool.submit(() -> shim("start", "u"));
      while (!Files.readString(Path.of("/proc/locks")).contains("-> FLOCK")) {
        Thread.sleep(5);
      }
      beTheDaemon();
      Files.createFile(state.resolve("go"));
      assertThat(second.get().err()).isEmpty();
      assertThat(second.get().text()).isEqualTo("unix://" + state.resolve("s"));
    }
    assertThat(started).hasContent("started");
  }

  @Test
  void tellsWhyTheDaemonDidNotStart() throws Exception {
    Answer answer = shim("start", "t");
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.err()).isEqualTo("jawa: the daemon did not start: no such file: x\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo warning >&2; kill -9 $$ | it was killed (SIGKILL), as the kernel does when memory is short: dmesg tells; start the container again; its log is",
        "kill -TERM $$ | it was ended by SIGTERM; start the container again; its log is",
        "echo '#' >&2; kill -ABRT $$ | it was ended by SIGABRT; start the container again; its log is",
        "echo not yet; exit 3 | it ended with exit status 3 and said nothing; its log is",
        "echo ready; exit 0 | it was ready, and gone at once; its log is"
      })
  void tellsWhatBecameOfADaemonThatSaidNothing(String script, String message) throws Exception {
    launcher(script);
    Answer answer = shim("start", "t");
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.text()).isEmpty();
    assertThat(answer.err())
        .isEqualTo(
            "jawa: the daemon did not start: " + message + " " + state.resolve("log") + "\n");
    assertThat(state.resolve("ready")).doesNotExist();
  }

  @Test
  void leavesNoCgroupOfAPodsDaemonThatDidNotStart() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", ",\"linux\":{\"cgroupsPath\":\"/default/t\"}");
    Path tree = Files.createDirectories(folder.resolve("cgroups/memory"));
    Files.createFile(tree.resolve("cgroup.procs"));
    // The kernel takes a cgroup's files with it.
    launcher(
        "rm \"%1$s/cgroup.procs\" && : >%2$s; kill -9 $$"
            .formatted(tree + "/default/jawa-t", folder.resolve("joined")));
    assertThat(shim("start", "t").status()).isEqualTo(1);
    assertThat(folder.resolve("joined")).exists();
    assertThat(tree.resolve("default/jawa-t")).doesNotExist();
  }

  /// As a logger may that its daemon had started.
  @Test
  void endsWhoIsLeftInTheCgroupOfAPodsDaemon() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", ",\"linux\":{\"cgroupsPath\":\"/default/t\"}");
    state = folder.resolve("run/c.sock/ns.jawa.t");
    Files.createDirectories(state.resolve("tasks/t"));
    Path own = Files.createDirectories(folder.resolve("cgroups/memory/default/jawa-t"));
    Process left = new ProcessBuilder("sleep", "60").start();
    try {
      Files.writeString(own.resolve("cgroup.procs"), left.pid() + "\n");
      assertThat(delete("true", "-bundle", bundle.toString()).status()).isZero();
      assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(left.exitValue()).isEqualTo(137);
      assertThat(state).as("nobody comes for it").doesNotExist();
    } finally {
      left.destroyForcibly();
    }
  }

  @Test
  void trustsNeitherASocketNorANumberAlone() throws Exception {
    beTheDaemon();
    Files.writeString(state.resolve("pid"), ProcessHandle.current().pid() + " 1\n");
    assertThat(shim("start", "t").status()).isEqualTo(1);
    Files.writeString(state.resolve("pid"), "999999999 1\n");
    assertThat(shim("start", "t").status()).isEqualTo(1);
  }

  @Test
  void answersDeleteWhenNothingIsLeft() throws Exception {
    Answer answer = shim("delete", "t");
    assertThat(answer.err()).isEmpty();
    assertThat(DeleteResponse.parseFrom(answer.out()))
        .isEqualTo(DeleteResponse.newBuilder().setExitStatus(137).build());
  }

  @Test
  void cleansUpAfterADaemonThatIsGone() throws Exception {
    beTheDaemon();
    socket.close();
    Files.writeString(state.resolve("pid"), "999999999 1\n");
    Files.createDirectories(state.resolve("tasks/t/deep"));
    Path runc = folder.resolve("bin/runc");
    Files.writeString(runc, "#!/bin/sh\necho \"$*\" >\"" + folder + "/runc-call\"\n");
    Files.setPosixFilePermissions(runc, PosixFilePermissions.fromString("rwx------"));
    Instant before = Instant.now();

    Answer answer = delete(runc.toString(), "-bundle", bundle.toString());

    DeleteResponse response = DeleteResponse.parseFrom(answer.out());
    assertThat(response.getExitStatus()).isEqualTo(137);
    assertThat(response.getExitedAt().getSeconds())
        .isBetween(before.getEpochSecond() - 1, before.getEpochSecond() + 60);
    assertThat(folder.resolve("runc-call"))
        .content()
        .isEqualToIgnoringNewLines("--root " + state.resolve("runc") + " delete --force t");
    assertThat(state.resolve("tasks/t")).doesNotExist();
    assertThat(state.resolve("s")).doesNotExist();
    assertThat(state.resolve("pid")).doesNotExist();
  }

  /// The OCI runtime knows nothing of it when it was killed before it had written anything down.
  @Test
  void takesAwayTheCgroupThatTheRuntimeLeft() throws Exception {
    Files.createDirectories(state.resolve("tasks/t"));
    config("", ",\"linux\":{\"cgroupsPath\":\"/default/t\"}");
    Path own = Files.createDirectories(folder.resolve("cgroups/memory/default/t"));
    Path other = Files.createDirectories(folder.resolve("cgroups/memory/default/t2"));
    assertThat(delete("true").status()).isZero();
    assertThat(own).doesNotExist();
    assertThat(other).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jawa", "chicory", "graalwasm"})
  void tellsItsNameByTheNameItIsCalledBy(String name) throws Exception {
    Path link = folder.resolve("containerd-shim-" + name + "-v1");
    Files.createSymbolicLink(link, shim);

    Answer info = run(link, "-info");
    assertThat(RuntimeInfo.parseFrom(info.out()).getName())
        .isEqualTo("io.containerd." + name + ".v1");
    assertThat(run(link, "-v").text()).startsWith("containerd-shim-" + name + "-v1 ");
  }

  private void config(String annotations, String rest) throws IOException {
    Files.writeString(
        bundle.resolve("config.json"),
        "{\"process\":{\"env\":[\"A=pod\"]},\"annotations\":{" + annotations + "}" + rest + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ns.jawa",
        "'\"jawa.dev/engine\":\"graalwasm\"' | ns.graalwasm",
        "'\"jawa.dev/isolation\":\"shared\"' | ns.jawa",
        "'\"jawa.dev/isolation\":\"pod\"' | ns.jawa.t",
        "'\"io.kubernetes.cri.sandbox-id\":\"5a\"' | ns.jawa",
        "'\"io.kubernetes.cri.sandbox-id\":\"5a\",\"jawa.dev/isolation\":\"pod\"' | ns.jawa.5a",
        "'\"jawa.dev/isolation\":\"pod\",\"jawa.dev/engine\":\"chicory\"' | ns.chicory.t"
      })
  void aContainerGetsTheDaemonThatItAsksFor(String annotations, String folderName)
      throws Exception {
    config(annotations, "");
    state = folder.resolve("run/c.sock").resolve(folderName);
    beTheDaemon();
    assertThat(shim("start", "t").text()).isEqualTo("unix://" + state.resolve("s"));
  }

  @ParameterizedTest
  @CsvSource({
    "/kubepods/pod7/t, /kubepods/pod7/jawa-t",
    "/default/t, /default/jawa-t",
    "kubepods-burstable-pod7.slice:cri-containerd:t, /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod7.slice/jawa-t",
    "system.slice:docker:t, /system.slice/jawa-t"
  })
  void thePodsDaemonRunsInACgroupBesideItsContainers(String path, String expected)
      throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", ",\"linux\":{\"cgroupsPath\":\"" + path + "\"}");
    for (String tree : List.of("memory", "cpu")) {
      Files.createDirectories(folder.resolve("cgroups").resolve(tree));
      Files.createFile(folder.resolve("cgroups").resolve(tree).resolve("cgroup.procs"));
    }
    launcher("echo \"$$ $*\" >" + folder.resolve("launched") + "; exit 1");
    shim("start", "t");
    String launched = Files.readString(folder.resolve("launched"));
    assertThat(launched).contains("-group t -cgroup " + expected);
    for (String tree : List.of("memory", "cpu")) {
      assertThat(folder.resolve("cgroups/" + tree + expected + "/cgroup.procs"))
          .content()
          .isEqualToIgnoringNewLines(launched.split(" ")[0]);
    }
  }

  /// Of the JVM that waits for a pod: it does what `SpareDaemon` does, and writes down what it is
  /// told. Any other is none.
  private static final String SPARE =
      """
      [ "$3" = -spare ] || { echo "fresh $*" >&2; exit 1; }
      read -r stat </proc/$$/stat
      told=$4.told
      set -- "$4" ${stat##*) }
      born="$$ ${21}"
      echo 600 >"$1/heap"
      echo "$born" >"$1/pid.new" && mv "$1/pid.new" "$1/pid"
      echo waiting >&2
      while read -r name value && [ -n "$name" ]; do
        [ "$name" != -state ] || state=$value
        echo "$name $value"
      done >"$told"
      echo "$born" >"$state/pid"
      echo ready
      exec sleep 60
      """;

  /// One that waits for a pod of this namespace, until it is closed.
  private final class Spare implements AutoCloseable {
    final Path place = folder.resolve("run/c.sock/ns.jawa+spare");
    private final Process process;

    Spare() throws Exception {
      launcher(SPARE);
      Files.writeString(folder.resolve("lib/jawa.jar"), "jar");
      ProcessBuilder builder =
          new ProcessBuilder(shim.toString(), "-namespace", "ns", "-address", "/c.sock", "spare");
      builder.environment().put("JAWA_RUN_DIR", folder.resolve("run").toString());
      process = builder.directory(folder.toFile()).start();
      while (!Files.exists(place.resolve("pid"))) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(10);
      }
    }

    boolean isThere() {
      return process.isAlive() && Files.exists(place.resolve("pid"));
    }

    String told() throws IOException {
      return Files.readString(Path.of(place + ".told"));
    }

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  @Test
  void thePodThatComesNextGetsTheJvmThatWaits() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", ",\"linux\":{\"cgroupsPath\":\"/default/t\"}");
    Path tree = Files.createDirectories(folder.resolve("cgroups/cpu"));
    Files.createFile(tree.resolve("cgroup.procs"));
    state = folder.resolve("run/c.sock/ns.jawa.t");
    listen();
    try (Spare spare = new Spare()) {
      Answer answer = shim("start", "t");

      assertThat(answer.err()).isEmpty();
      assertThat(answer.text()).isEqualTo("unix://" + state.resolve("s"));
      assertThat(spare.told())
          .isEqualTo(
              "-state %s\n-namespace ns\n-address /c.sock\n-ttrpc-address /c.sock.ttrpc\n"
                      .formatted(state)
                  + "-group t\n-cgroup /default/jawa-t\n");
      assertThat(tree.resolve("default/jawa-t/cgroup.procs"))
          .hasContent(Long.toString(spare.process.pid()));
      assertThat(spare.place).doesNotExist();
      assertThat(state.resolve("spare")).doesNotExist();
      assertThat(state.resolve("log")).hasContent("waiting");
    }
  }

  @Test
  void onlyAPodGetsTheJvmThatWaits() throws Exception {
    try (Spare spare = new Spare()) {
      assertThat(shim("start", "t").err()).contains("did not start: fresh daemon");
      assertThat(spare.isThere()).isTrue();
    }
  }

  /// Its heap has 600 bytes, 60 % of what a pod of 1000 has.
  @ParameterizedTest
  @CsvSource({
    "memory/pods/memory.stat, cache 5\\nhierarchical_memory_limit 999\\n, false",
    "memory/pods/memory.stat, hierarchical_memory_limit 1000\\ncache 5\\n, true",
    "pods/memory.max, 999\\n, false",
    "pods/memory.max, 1000\\n, true",
    "pods/memory.max, max\\n, true",
    "cpu/none, 1\\n, true"
  })
  void aPodOfLittleMemoryGetsAJvmOfItsOwnSize(String file, String content, boolean fits)
      throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", ",\"linux\":{\"cgroupsPath\":\"/pods/pod7/deep/t\"}");
    Path limit = folder.resolve("cgroups").resolve(file.replace("pods/", "pods/pod7/deep/"));
    if (file.startsWith("pods")) {
      // Of version 2 each folder has a limit of its own.
      limit = folder.resolve("cgroups").resolve(file);
    }
    Files.createDirectories(limit.getParent());
    Files.writeString(limit, content.translateEscapes());
    state = folder.resolve("run/c.sock/ns.jawa.t");
    listen();
    try (Spare spare = new Spare()) {
      assertThat(shim("start", "t").status()).isEqualTo(fits ? 0 : 1);
      assertThat(spare.isThere()).isEqualTo(!fits);
    }
  }

  @Test
  void aJvmOfFilesThatWereReplacedIsEnded() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", "");
    try (Spare spare = new Spare()) {
      Files.writeString(folder.resolve("lib/new.jar"), "jar");
      Files.move(
          folder.resolve("lib/new.jar"),
          folder.resolve("lib/jawa.jar"),
          StandardCopyOption.REPLACE_EXISTING);
      assertThat(shim("start", "t").err()).contains("did not start: fresh daemon");
      assertThat(spare.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(spare.place).doesNotExist();
    }
  }

  @Test
  void aJvmThatWaitedAndIsGoneCostsNothing() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", "");
    Spare spare = new Spare();
    spare.close();
    assertThat(spare.place.resolve("pid")).exists();
    assertThat(shim("start", "t").err()).contains("did not start: fresh daemon");
    assertThat(spare.place).doesNotExist();
    // The lock of the first is free, and nothing of it in the way.
    try (Spare second = new Spare()) {
      assertThat(second.isThere()).isTrue();
    }
  }

  /// It might serve the pod later, beside another.
  @Test
  void aJvmWhoseScriptWasKilledIsEnded() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\"", "");
    try (Spare spare = new Spare()) {
      Files.createDirectories(folder.resolve("run/c.sock/ns.jawa.t"));
      Files.move(spare.place, folder.resolve("run/c.sock/ns.jawa.t/spare"));
      assertThat(shim("start", "t").err()).contains("did not start: fresh daemon");
      assertThat(spare.process.waitFor()).isEqualTo(137);
      assertThat(folder.resolve("run/c.sock/ns.jawa.t/spare")).doesNotExist();
    }
  }

  @Test
  void aSecondJvmDoesNotWait() throws Exception {
    try (Spare spare = new Spare()) {
      Answer second = run(shim, "-namespace", "ns", "-address", "/c.sock", "spare");
      assertThat(second.status()).isZero();
      assertThat(spare.isThere()).isTrue();
    }
  }

  /// As a daemon of a pod says it, where it is configured.
  @Test
  void hasAJvmWaitForTheNextPodWhenItIsToldTo() throws Exception {
    config("\"jawa.dev/isolation\":\"pod\",\"jawa.dev/engine\":\"chicory\"", "");
    state = folder.resolve("run/c.sock/ns.chicory.t");
    listen();
    Path launched = folder.resolve("launched");
    launcher(
        """
        [ "$3" != -spare ] || { echo "$JAWA_ENGINE $*" >%1$s.new; mv %1$s.new %1$s; exit; }
        read -r stat </proc/%2$d/stat
        set -- ${stat##*) }
        echo "%2$d ${20}" >"$shim_state/pid"
        echo ready, keep a spare
        """
            .formatted(launched, ProcessHandle.current().pid()));
    Files.writeString(folder.resolve("lib/jawa.jar"), "jar");
    assertThat(shim("start", "t").text()).isEqualTo("unix://" + state.resolve("s"));
    while (!Files.exists(launched)) {
      Thread.sleep(10);
    }
    Path place = folder.resolve("run/c.sock/ns.chicory+spare");
    assertThat(launched)
        .hasContent("chicory daemon dev.jawa.app.daemon.ShimDaemon -spare " + place);
  }

  @Test
  void keepsRuntimesNamespacesAndContainerdsApart() throws Exception {
    beTheDaemon();
    for (String[] other :
        new String[][] {{"ns2", "/c.sock"}, {"ns", "/d.sock"}, {"ns", "/x/c.sock"}}) {
      Answer answer = run(shim, "-namespace", other[0], "-address", other[1], "-id", "t", "start");
      assertThat(answer.status()).as("%s %s", (Object[]) other).isEqualTo(1);
    }
  }

  @Test
  void shortensPathsThatTheKernelWouldRefuse() throws Exception {
    String address = "/" + "long/".repeat(20) + "c.sock";
    run(shim, "-namespace", "n".repeat(76), "-address", address, "-id", "t", "start");
    try (var found = Files.list(folder.resolve("run"))) {
      assertThat(found.toList())
          .singleElement()
          .satisfies(path -> assertThat(path.getFileName().toString()).matches("[0-9a-f]{32}"));
    }
  }

  record Refused(String message, String... arguments) {}

  @Test
  void refusesWhatItDoesNotUnderstandInOneLine() throws Exception {
    for (Refused row :
        List.of(
            new Refused("namespace cannot be empty; give -namespace NAME", "-id", "t", "start"),
            new Refused(
                "address cannot be empty; give -address SOCKET", "-namespace", "n", "start"),
            new Refused("start needs -id ID", "-namespace", "n", "-address", "/a", "start"),
            new Refused(
                "what to do? start, delete, -info or -v", "-namespace", "n", "-address", "/a"),
            new Refused(
                "'fly' is none of start, delete", "-namespace", "n", "-address", "/a", "fly"),
            new Refused(
                "'n' or '../x' is no name",
                "-namespace",
                "n",
                "-address",
                "/a",
                "-id",
                "../x",
                "start"))) {
      Answer answer = run(shim, row.arguments());
      assertThat(answer.status()).isEqualTo(1);
      assertThat(answer.err()).isEqualTo("jawa: " + row.message() + "\n");
      assertThat(answer.out()).isEmpty();
    }
  }

  @Test
  void takesOneOfManyConcurrentStartsToLaunchTheDaemon() throws Exception {
    listen();
    launcher(
        """
        echo x >>"$shim_state/launches"
        read -r stat </proc/%d/stat
        set -- ${stat##*) }
        echo "%d ${20}" >"$shim_state/pid"
        echo ready
        """
            .formatted(ProcessHandle.current().pid(), ProcessHandle.current().pid()));
    List<Process> starts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ProcessBuilder builder =
          new ProcessBuilder(
              shim.toString(), "-namespace", "ns", "-address", "/c.sock", "-id", "t" + i, "start");
      builder.environment().putAll(Map.of("JAWA_RUN_DIR", folder.resolve("run").toString()));
      starts.add(
          builder.directory(bundle.toFile()).redirectInput(new java.io.File("/dev/null")).start());
    }
    for (Process start : starts) {
      assertThat(start.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(start.getInputStream().readAllBytes())
          .asString(ISO_8859_1)
          .isEqualTo("unix://" + state.resolve("s"));
    }
    assertThat(state.resolve("launches")).hasContent("x");
  }
}
