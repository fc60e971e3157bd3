package dev.jawa.app.oci;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The OCI runtime that makes the holders. Its state is on the disk, so that a script can clean up
/// without this JVM.
public final class Runc {

  private static final JsonMapper JSON = new JsonMapper();
  private static final File NOWHERE = new File("/dev/null");

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

  /// Makes a container whose first process is not started yet.
  ///
  /// @param bundle has the configuration
  /// @param pidFile gets the number of its first process
  /// @param program open as descriptor 3 in the container, until it is executed
  void create(String id, Path bundle, Path pidFile, Path program, CgroupDriver driver) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 3<\"$0\""));
    command.add(program.toString());
    Path log = bundle.resolve("runc.log");
    command.addAll(runc(log));
    if (driver == CgroupDriver.SYSTEMD) {
      command.add("--systemd-cgroup");
    }
    command.addAll(
        List.of(
            "create",
            "--preserve-fds",
            "1",
            "--bundle",
            bundle.toString(),
            "--pid-file",
            pidFile.toString(),
            id));
    run(command, log);
  }

  void start(String id, Path bundle) {
    Path log = bundle.resolve("runc.log");
    List<String> command = runc(log);
    command.addAll(List.of("start", id));
    run(command, log);
  }

  /// Removes a container and ends what is left of it.
  void delete(String id, Path bundle) {
    Path log = bundle.resolve("runc.log");
    List<String> command = runc(log);
    command.addAll(List.of("delete", "--force", id));
    run(command, log);
  }

  private List<String> runc(Path log) {
    return new ArrayList<>(
        List.of(
            program, "--root", state.toString(), "--log", log.toString(), "--log-format", "json"));
  }

  // The container's first process inherits the streams: a pipe would stay open as long as it lives.
  private void run(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(NOWHERE)
              .redirectOutput(NOWHERE)
              .redirectError(NOWHERE)
              .start();
      int status = Children.waitFor(process);
      if (status == 127) {
        throw new OciException("cannot find " + program + " on PATH; install runc");
      }
      if (status != 0) {
        throw new OciException(program + ": " + lastError(log, status));
      }
    } catch (IOException e) {
      throw new OciException("cannot run " + program + ": " + e.getMessage() + "; install runc", e);
    }
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
