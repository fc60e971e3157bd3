package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What the tests share whose containers all have one folder as their root file system.
abstract class RootfsTests extends ContainerdTests {

  /// ^C, which is typed until it is heard.
  static final String INTERRUPT = "\003";

  /// Made by the class's own setting-up, with [#rootfs()].
  Path rootfs;

  private int containers;

  /// The shim that runs the containers.
  String shim() {
    return PrivateContainerd.SHIM;
  }

  String runtime() {
    return "io.containerd." + shim() + ".v1";
  }

  /// One that no container or process had before.
  String name() {
    return "c" + ++containers + containerd.mark();
  }

  /// The arguments of `ctr` for a container of this name.
  String[] run(List<String> options, String id, String... program) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(options);
    arguments.addAll(List.of("--runtime", runtime(), "--rootfs"));
    arguments.addAll(List.of(rootfs.toString(), id));
    arguments.addAll(List.of(program));
    return arguments.toArray(String[]::new);
  }

  /// Starts a container, of whose program nobody reads anything.
  ///
  /// @return its name
  String detached(List<String> options, String... program) {
    String id = name();
    List<String> all = new ArrayList<>(List.of("--detach"));
    all.addAll(options);
    assertThat(containerd.ctr(run(all, id, program))).isEqualTo(new Ended(0, "", ""));
    return id;
  }

  /// As [#detached(List, String...)] of a program without arguments.
  String detached(String program, String... options) {
    return detached(List.of(options), program);
  }

  void awaitStatus(String id, String status) throws InterruptedException {
    eventually(id + " is " + status, () -> containerd.taskStatus(id).equals(Optional.of(status)));
  }

  /// Puts native programs into the root file system; skips the tests where there is none to take
  /// them from.
  void busybox(List<String> programs) throws IOException {
    assumeTrue(Tools.onPath("busybox"), "busybox is not installed");
    Path bin = Files.createDirectories(rootfs.resolve("bin"));
    Path busybox = Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
    Files.setPosixFilePermissions(busybox, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String program : programs) {
      Files.createSymbolicLink(bin.resolve(program), Path.of("busybox"));
    }
  }

  /// As a person at a terminal would: waits for the program, types, and reads the screen.
  String onTerminal(String typed, String... program) throws Exception {
    assumeTrue(Tools.onPath("script"), "script is not installed");
    String id = name();
    String command =
        String.join(" ", containerd.ctrCommand(run(List.of("--rm", "-t"), id, program)));
    Process script =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    try (OutputStream keys = script.getOutputStream()) {
      CompletableFuture<String> screen = Jawa.read(script.getInputStream());
      eventually("it runs", () -> containerd.taskStatus(id).equals(Optional.of("RUNNING")));
      do {
        keys.write(typed.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        // A JVM that has just begun does not hear it yet, as the first process of its container.
      } while (typed.equals(INTERRUPT) && !script.waitFor(1, TimeUnit.SECONDS));
      String seen = screen.get(60, TimeUnit.SECONDS);
      if (typed.equals(INTERRUPT)) {
        assertThat(script.waitFor()).as("128 and SIGINT: %s", seen).isEqualTo(130);
      }
      return seen;
    } finally {
      script.destroyForcibly();
    }
  }

  /// A logger that keeps what it reads in the files `out` and `err` of this folder.
  ///
  /// @return what `--log-uri` takes
  static String logger(Path folder) throws IOException {
    String script =
        """
        #!/bin/sh
        exec 5>&-
        cat <&3 >"$2/out" & cat <&4 >"$2/err" & wait
        """;
    return "binary://" + program(folder.resolve("logger"), script) + "?to=" + folder;
  }

  /// One that says that it is ready, and reads nothing until it is told to end.
  static String loggerThatHangs(Path folder) throws IOException {
    String script = "#!/bin/sh\nexec 5>&-\ntrap 'exit 0' TERM\nsleep 1000 & wait\n";
    return "binary://" + program(folder.resolve("logger"), script);
  }

  private static Path program(Path file, String script) throws IOException {
    Files.writeString(file, script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /// What else there is to run does, as `/count-lines.wasm` shows.
  void othersRun() {
    assertThat(containerd.ctr(run(List.of("--rm"), name(), "/count-lines.wasm")))
        .isEqualTo(new Ended(0, "0 -\n", ""));
  }

  /// Ends it as nothing can refuse.
  void killed(String id) throws InterruptedException {
    assertThat(containerd.ctr("task", "kill", "-s", "SIGKILL", id).err()).isEmpty();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
  }

  /// A guest has filled what the pipe holds, and waits.
  void endsThoughNobodyReads() throws InterruptedException {
    String id = name();
    // As long as it is there, the client prints what it reads.
    assertThat(containerd.ctr(run(List.of("--detach"), id, "/print.wasm")).code()).isZero();
    othersRun();
    assertThat(containerd.taskStatus(id)).contains("RUNNING");
    killed(id);
  }

  /// A guest whose logger is [#loggerThatHangs] has filled what the pipe holds, and waits.
  void endsThoughItsLoggerHangs(Path folder) throws Exception {
    String id = detached("/print.wasm", "--log-uri", loggerThatHangs(folder));
    othersRun();
    killed(id);
  }

  /// As with any program, a guest's writing fails from then on; nobody else is harmed.
  void fillsTheDiskOfItsLog(Path folder) throws Exception {
    Path disk = folder.resolve("disk");
    mount(disk, "64k");
    try {
      String id = detached("/print.wasm", "--log-uri", "file://" + disk + "/log");
      awaitStatus(id, "STOPPED");
      assertThat(Files.size(disk.resolve("log"))).isEqualTo(64 << 10);
      othersRun();
      assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code");
    } finally {
      unmount(disk);
    }
  }

  /// A guest's process is killed while nobody looks.
  void endsWhileContainerdIsAway() throws Exception {
    String id = detached("/loop.wasm");
    long pid = containerd.taskPid(id).orElseThrow();
    containerd.kill();
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    containerd.start();
    awaitStatus(id, "STOPPED");
    assertThat(containerd.ctr("task", "rm", id).err()).contains("exit code 137");
  }

  /// A file system of this size.
  static void mount(Path folder, String size) throws Exception {
    Files.createDirectories(folder);
    Tools.run(
        folder, Map.of(), "mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString());
  }

  static void unmount(Path folder) throws Exception {
    Tools.run(Path.of("/"), Map.of(), "umount", "-l", folder.toString());
  }
}
