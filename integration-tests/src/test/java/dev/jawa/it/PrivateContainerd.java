package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A real containerd with its own root, state and socket in a folder of its own, which finds the
/// shims of the distribution. Closing it, or the end of this JVM, ends everything and leaves
/// nothing.
final class PrivateContainerd implements AutoCloseable {

  /// The shim where a test does not say which: the property `jawa.it.shim` has all of them run with
  /// another engine.
  static final String SHIM = System.getProperty("jawa.it.shim", "jawa");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Pattern WAITS = Pattern.compile("services/tasks\\.\\(\\*local\\)\\.Wait\\(");

  /// What a pod's daemon is told last but one.
  private static final String POD = " -group ";

  private ContainerdVersion version;
  private final Path folder;
  private final Map<String, String> environment;
  private final String shim;
  private final Thread closer = new Thread(this::tidyUp);
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private Process process;

  private PrivateContainerd(
      ContainerdVersion version, Path folder, Map<String, String> environment, String shim) {
    this.version = version;
    this.folder = folder;
    this.environment = environment;
    this.shim = shim;
  }

  private static String configuration(Path folder, String cri) {
    String without = cri.isEmpty() ? "\"io.containerd.grpc.v1.cri\", " : "";
    return """
    version = 2
    root = "%1$s/root"
    state = "%1$s/state"
    disabled_plugins = [%2$s"io.containerd.internal.v1.opt"]
    [grpc]
      address = "%1$s/c.sock"
    [ttrpc]
      address = "%1$s/c.sock.ttrpc"
    [debug]
      address = "%1$s/debug.sock"
    %3$s
    """
        .formatted(folder, without, cri.replace("FOLDER", folder.toString()));
  }

  static PrivateContainerd start(ContainerdVersion version, Map<String, String> environment)
      throws Exception {
    return start(version, environment, SHIM);
  }

  /// @param shim whose daemon is meant where there may be several
  static PrivateContainerd start(
      ContainerdVersion version, Map<String, String> environment, String shim) throws Exception {
    return start(version, environment, shim, "");
  }

  /// One that serves kubelet, too.
  ///
  /// @param cri the configuration of the plugin that does, with FOLDER for the folder
  static PrivateContainerd startWithCri(
      ContainerdVersion version, Map<String, String> environment, String cri) throws Exception {
    return start(version, environment, SHIM, cri);
  }

  private static PrivateContainerd start(
      ContainerdVersion version, Map<String, String> environment, String shim, String cri)
      throws Exception {
    assertThat(Jawa.DIST.resolve("bin/containerd-shim-jawa-v1"))
        .as("the distribution; 'make dist' makes it")
        .isExecutable();
    // Below /tmp whatever java.io.tmpdir is: a socket's path has at most 107 bytes.
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "jawa-it");
    // The superuser of a user namespace goes through it.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    PrivateContainerd containerd = new PrivateContainerd(version, folder, environment, shim);
    Files.writeString(folder.resolve("config.toml"), configuration(folder, cri));
    Runtime.getRuntime().addShutdownHook(containerd.closer);
    containerd.start();
    return containerd;
  }

  /// Starts it, again after [#kill].
  void start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            version.program("containerd"), "--config", folder.resolve("config.toml").toString());
    builder.environment().put("JAWA_RUN_DIR", folder.resolve("run").toString());
    builder.environment().put("JAWA_CACHE_DIR", folder.resolve("cache").toString());
    builder
        .environment()
        .merge("PATH", Jawa.DIST.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    process = builder.start();
    eventually("containerd answers", () -> ctr("version").code() == 0);
  }

  /// Starts another one after [#kill], on the same files.
  void startAs(ContainerdVersion other) throws Exception {
    version = other;
    start();
  }

  Path folder() {
    return folder;
  }

  private Path logFile() {
    return folder.resolve("containerd.log");
  }

  /// What containerd has logged.
  String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// How many clients wait for the end of a task just now. Nothing else tells from outside when a
  /// client has come so far, so containerd's own stacks are counted.
  long waiting() {
    byte[] request =
        "GET /debug/pprof/goroutine?debug=2 HTTP/1.0\r\nHost: c\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("debug.sock")))) {
      channel.write(ByteBuffer.wrap(request));
      String stacks =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      return WAITS.matcher(stacks).results().count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends containerd at once; the shim and its tasks go on.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// Makes an image of files, all at `/`, the first the entry point.
  void importImage(String repository, String name, List<Path> files) throws Exception {
    Path tar = buildImage(repository, name, files);
    assertThat(ctr("image", "import", tar.toString()).err()).isEmpty();
  }

  /// The archive of such an image.
  Path buildImage(String repository, String name, List<Path> files, String... options)
      throws Exception {
    Path tar = folder.resolve(name + ".tar");
    List<String> command =
        new ArrayList<>(
            List.of(
                Jawa.DIST.resolve("bin/jawa").toString(),
                "image",
                "build",
                "--repo",
                repository,
                "--name",
                name,
                "-o",
                tar.toString()));
    for (Path file : files) {
      command.add("--module");
      command.add(file.toString());
    }
    command.addAll(List.of(options));
    Tools.run(folder, Map.of(), command.toArray(String[]::new));
    return tar;
  }

  Ended ctr(String... arguments) {
    return ctrWithInput("", arguments);
  }

  /// Runs `ctr` to its end.
  Ended ctrWithInput(String stdin, String... arguments) {
    try {
      Process ctr = ctrStarted(arguments);
      try {
        CompletableFuture<String> out = Jawa.read(ctr.getInputStream());
        CompletableFuture<String> err = Jawa.read(ctr.getErrorStream());
        try (OutputStream in = ctr.getOutputStream()) {
          in.write(stdin.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(ctr.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
            .as("ctr %s ends; containerd says: %s", String.join(" ", arguments), lastOfLog())
            .isTrue();
        return new Ended(ctr.exitValue(), out.get(), err.get());
      } finally {
        ctr.destroyForcibly();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// The command line of a `ctr` that talks to this containerd.
  List<String> ctrCommand(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(version.program("ctr"), "--address", folder.resolve("c.sock").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Starts `ctr`; the caller ends it.
  Process ctrStarted(String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(ctrCommand(arguments));
    // Version 2 says with every command that it does not like cgroup v1.
    builder.environment().put("CONTAINERD_SUPPRESS_DEPRECATION_WARNINGS", "1");
    return builder.start();
  }

  private String lastOfLog() throws IOException {
    List<String> lines = Files.readAllLines(logFile());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
  }

  /// The number of a task's process, if there is such a task.
  Optional<Long> taskPid(String task) {
    return taskLine(task).map(fields -> Long.parseLong(fields[1]));
  }

  /// As `ctr task ls` has it.
  Optional<String> taskStatus(String task) {
    return taskLine(task).map(fields -> fields[2]);
  }

  private Optional<String[]> taskLine(String task) {
    return ctr("task", "ls")
        .out()
        .lines()
        .map(line -> line.split("\\s+"))
        .filter(fields -> fields[0].equals(task))
        .findFirst();
  }

  /// The folder that the script and the daemon of a namespace share.
  Path shimState(String namespace) {
    String owner = folder.resolve("c.sock").toString().substring(1).replace('/', '+');
    return folder.resolve("run").resolve(owner).resolve(namespace + "." + shim);
  }

  /// The number of the shim's daemon.
  long daemonPid() throws IOException {
    return daemonPid("default");
  }

  /// The number of the daemon of a namespace.
  long daemonPid(String namespace) throws IOException {
    return Long.parseLong(Files.readString(shimState(namespace).resolve("pid")).split(" ")[0]);
  }

  /// The daemons that serve one pod each.
  Stream<ProcessHandle> podDaemons() {
    return ProcessHandle.allProcesses()
        .filter(process -> {
          String command = process.info().commandLine().orElse("");
          return command.contains(folder + "/") && command.contains(POD);
        });
  }

  /// The one of this pod; a container without one is a pod by itself.
  Optional<ProcessHandle> podDaemon(String pod) {
    return podDaemons()
        .filter(daemon -> daemon.info().commandLine().orElse("").contains(POD + pod + " "))
        .findFirst();
  }

  /// What should have been taken away when no task lives.
  List<String> leftovers() {
    return leftovers("default");
  }

  List<String> leftovers(String namespace) {
    List<String> left = new ArrayList<>();
    try {
      for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
        if (mount.contains(folder + "/")) {
          left.add(mount);
        }
      }
      left.addAll(cgroups(namespace));
      for (String place : List.of("tasks", "runc")) {
        Path kept = shimState(namespace).resolve(place);
        if (Files.exists(kept)) {
          try (Stream<Path> files = Files.list(kept)) {
            files.map(Path::toString).filter(path -> !path.endsWith("/.pause")).forEach(left::add);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return left;
  }

  // Other containerds of the machine have containers of the same names.
  private List<String> cgroups(String namespace) throws IOException {
    List<String> left = new ArrayList<>();
    Path mount = Path.of("/sys/fs/cgroup");
    List<Path> parents = new ArrayList<>(List.of(mount.resolve(namespace)));
    try (DirectoryStream<Path> trees = Files.newDirectoryStream(mount, Files::isDirectory)) {
      trees.forEach(tree -> parents.add(tree.resolve(namespace)));
    }
    for (Path parent : parents) {
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(parent, path -> isOurs(path.getFileName().toString()))) {
        found.forEach(path -> left.add(path.toString()));
      } catch (NoSuchFileException | NotDirectoryException _) {
        // Nothing was ever run there.
      }
    }
    return left;
  }

  private boolean isOurs(String container) {
    return container.endsWith(mark()) || known.contains(container);
  }

  /// The end of the names of containers that only this containerd has.
  String mark() {
    return folder.getFileName().toString().replace("jawa-it", "-");
  }

  /// Counts the cgroup of this container, whose name no other containerd has, among the leftovers.
  void watch(String container) {
    known.add(container);
  }

  /// Waits for something that comes by itself.
  static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      Thread.sleep(50);
    }
  }

  /// Ends every task and takes its container away.
  void removeTasks() {
    for (String task : ctr("task", "ls", "-q").out().lines().toList()) {
      ctr("task", "rm", "--force", task);
    }
    for (String container : ctr("container", "ls", "-q").out().lines().toList()) {
      ctr("container", "rm", container);
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(closer);
    tidyUp();
  }

  private void tidyUp() {
    try {
      if (process.isAlive()) {
        removeTasks();
      }
      endDaemons();
      process.destroy();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      unmountAll();
      delete();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("could not tidy up " + folder, e);
    }
  }

  private void endDaemons() throws IOException, InterruptedException {
    List<Path> pids;
    Path run = folder.resolve("run");
    if (!Files.exists(run)) {
      return;
    }
    try (Stream<Path> files = Files.walk(run)) {
      // A task has a file of this name too.
      pids =
          files
              .filter(path -> path.endsWith("pid") && !path.toString().contains("/tasks/"))
              .toList();
    }
    for (Path pid : pids) {
      Optional<ProcessHandle> daemon =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).split(" ")[0]));
      if (daemon.isPresent()) {
        daemon.get().destroy();
        eventually("the daemon ends", () -> !daemon.get().isAlive());
      }
    }
  }

  private void unmountAll() throws IOException, InterruptedException {
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      if (mount.contains(" " + folder + "/")) {
        new ProcessBuilder("umount", "-l", mount.split(" ")[1]).start().waitFor();
      }
    }
  }

  private void delete() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
