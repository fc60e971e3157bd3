package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OCI runtime that makes the holders. Its state is on the disk, so that a script can clean up
/// without this JVM.
public final class Runc {

  private static final JsonMapper JSON = new JsonMapper();

  private final String program;
  private final Path state;

  /// @param program its name on PATH, or its path
  /// @param state the folder of its state
  public Runc(String program, Path state) {
    this.program = program;
    this.state = state;
  }

  /// Which cgroup driver the container's cgroup path is meant for.
  enum CgroupDriver {
    CGROUPFS,
    SYSTEMD
  }

  /// What the first process of a container finds open as descriptor 3.
  sealed interface Third {

    /// Its program, until it is executed.
    record Program(Path file) implements Third {}

    /// A pipe to write to.
    record Notice(Path pipe) implements Third {}

    record Nothing() implements Third {}
  }

  /// Where the runtime finds what it makes a container of.
  ///
  /// @param folder has the configuration
  record Source(Path folder, Third third, CgroupDriver driver) {}

  /// Makes a container whose first process is not started yet.
  ///
  /// @param pidFile gets the number of its first process
  void create(String id, Source source, Path pidFile, NativeStdio stdio) {
    Path log = log(source.folder());
    List<String> command = new ArrayList<>();
    command.addAll(
        switch (source.third()) {
          case Third.Program(Path file) ->
              List.of("sh", "-c", "exec \"$@\" 3<\"$0\"", file.toString());
          case Third.Notice(Path pipe) ->
              List.of("sh", "-c", "exec \"$@\" 3>\"$0\"", pipe.toString());
          case Third.Nothing() -> List.of();
        });
    command.addAll(runc(log));
    if (source.driver() == CgroupDriver.SYSTEMD) {
      command.add("--systemd-cgroup");
    }
    command.add("create");
    if (!(source.third() instanceof Third.Nothing)) {
      command.addAll(List.of("--preserve-fds", "1"));
    }
    command.addAll(
        List.of("--bundle", source.folder().toString(), "--pid-file", pidFile.toString()));
    addConsole(command, stdio);
    command.add(id);
    run(command, log, stdio);
  }

  /// Starts another process in a container.
  ///
  /// @param folder of the container
  /// @param process the configuration of the process
  /// @param pidFile gets its number
  void exec(String id, Path folder, Path process, Path pidFile, NativeStdio stdio) {
    List<String> command = runc(log(folder));
    command.addAll(
        List.of(
            "exec", "--detach", "--process", process.toString(), "--pid-file", pidFile.toString()));
    addConsole(command, stdio);
    command.add(id);
    run(command, log(folder), stdio);
  }

  private static void addConsole(List<String> command, NativeStdio stdio) {
    Path socket = stdio.consoleSocket();
    if (socket != null) {
      command.addAll(List.of("--console-socket", socket.toString()));
    }
  }

  void start(String id, Path folder) {
    run(id, folder, "start");
  }

  /// Ends every process of a container.
  void killAll(String id, Path folder) {
    List<String> command = runc(log(folder));
    command.addAll(List.of("kill", "--all", id, "KILL"));
    run(command, log(folder), NativeStdio.NOTHING);
  }

  /// Stops all processes of a container where they are.
  void pause(String id, Path folder) {
    run(id, folder, "pause");
  }

  void resume(String id, Path folder) {
    run(id, folder, "resume");
  }

  /// Changes the limits of a container's cgroup.
  ///
  /// @param resources a file with `linux.resources` of a configuration
  void update(String id, Path folder, Path resources) {
    run(id, folder, "update", "--resources", resources.toString());
  }

  /// Removes a container and ends what is left of it.
  void delete(String id, Path folder) {
    run(id, folder, "delete", "--force");
  }

  private void run(String id, Path folder, String... subcommand) {
    List<String> command = runc(log(folder));
    command.addAll(List.of(subcommand));
    command.add(id);
    run(command, log(folder), NativeStdio.NOTHING);
  }

  private static Path log(Path folder) {
    return folder.resolve("runc.log");
  }

  private List<String> runc(Path log) {
    return new ArrayList<>(
        List.of(
            program, "--root", state.toString(), "--log", log.toString(), "--log-format", "json"));
  }

  // What the runtime makes inherits the streams, as long as it lives.
  private void run(List<String> command, Path log, NativeStdio stdio) {
    try {
      Files.deleteIfExists(log);
      Process process =
          new ProcessBuilder(command)
              .redirectInput(stdio.stdin())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(stdio.stdout()))
              .redirectError(ProcessBuilder.Redirect.appendTo(stdio.stderr()))
              .start();
      int status = Children.waitFor(process);
      if (status != 0) {
        throw new OciException(isThere() ? program + ": " + lastError(log, status) : missing());
      }
    } catch (IOException e) {
      throw new OciException(
          isThere() ? "cannot run " + program + ": " + e.getMessage() : missing(), e);
    }
  }

  // Neither the shell's exit status nor the error of a start that failed tells it from a missing
  // interpreter or folder.
  private boolean isThere() {
    return program.contains("/")
        ? Files.isExecutable(Path.of(program))
        : Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private String missing() {
    String where = program.contains("/") ? " is not there" : " is not on PATH";
    return program + where + "; install runc, or set JAWA_RUNC to what does its work";
  }

  private static String lastError(Path log, int status) {
    String message = "failed with exit status " + status;
    try {
      for (String line : Files.readAllLines(log)) {
        JsonNode entry = JSON.readTree(line);
        if (entry.path("level").asString("").equals("error")) {
          message = entry.path("msg").asString(message);
        }
      }
    } catch (IOException | JacksonException _) {
      // Nothing to add to the exit status.
    }
    return message.strip().replace('\n', ' ');
  }
}
