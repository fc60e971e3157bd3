package dev.jawa.app.oci;

import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.ProcessHandleFd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The process that holds a container's namespaces, mounts and cgroup while its guest runs in this
/// JVM. Its number is the task's; what a client does to that process, to its network namespace or
/// through its hooks, it does to this one.
public final class Holder {

  /// How the container's processes see the program that is passed as descriptor 3.
  private static final String PROGRAM_IN_CONTAINER = "/proc/self/fd/3";

  private static final int SIGKILL = 9;

  private final String id;
  private final Path folder;
  private final Runc runc;
  private final ProcessHandleFd process;

  private Holder(String id, Path folder, Runc runc, ProcessHandleFd process) {
    this.id = id;
    this.folder = folder;
    this.runc = runc;
    this.process = process;
  }

  /// Makes what all holders share; called once before the first.
  ///
  /// @param folder of all tasks
  public static void prepare(Path folder) throws IOException {
    Files.createDirectories(folder);
    PauseProgram.write(program(folder));
  }

  private static Path program(Path tasks) {
    return tasks.resolve(".pause");
  }

  /// Makes the container of a task, without starting its process.
  ///
  /// @param tasks the folder of all tasks; the one of this task is made in it, and says to others
  ///   that there is something to clean up
  /// @param root the mounted root file system
  /// @throws OciException if the runtime refuses; nothing is left behind
  public static Holder create(
      String id, RuntimeSpec spec, Path root, Path tasks, Runc runc, FdPoller poller) {
    Path folder = tasks.resolve(id);
    boolean created = false;
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(
          folder.resolve("config.json"), spec.forHolder(PROGRAM_IN_CONTAINER, root.toString()));
      Path pidFile = folder.resolve("pid");
      Runc.CgroupDriver driver =
          spec.systemdCgroup() ? Runc.CgroupDriver.SYSTEMD : Runc.CgroupDriver.CGROUPFS;
      runc.create(id, folder, pidFile, program(tasks), driver);
      created = true;
      long pid = Long.parseLong(Files.readString(pidFile).strip());
      return new Holder(id, folder, runc, ProcessHandleFd.open(pid, poller));
    } catch (IOException | OciException e) {
      if (created) {
        runc.delete(id, folder);
      }
      removeFolder(folder);
      throw e instanceof OciException known
          ? known
          : new OciException("cannot make the container: " + e.getMessage(), e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /// Completes when the process has ended, whoever ended it.
  public CompletableFuture<Void> ended() {
    return process.ended();
  }

  /// Starts the process.
  public void start() {
    runc.start(id, folder);
  }

  /// Ends the process; [#ended] tells when it has.
  public void kill() {
    try {
      process.signal(SIGKILL);
    } catch (IOException e) {
      throw new OciException("cannot end the container's process: " + e.getMessage(), e);
    }
  }

  /// Removes the container, its cgroup and its folder.
  public void delete() {
    try {
      if (Files.exists(folder)) {
        runc.delete(id, folder);
      }
    } finally {
      process.close();
      removeFolder(folder);
    }
  }

  private static void removeFolder(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> found = Files.walk(folder)) {
      List<Path> innermostFirst = found.sorted(Comparator.reverseOrder()).toList();
      for (Path path : innermostFirst) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new OciException("cannot remove " + folder + ": " + e.getMessage(), e);
    }
  }
}
