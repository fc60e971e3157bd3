package dev.jawa.app.daemon;

import dev.jawa.app.sys.FileLock;
import dev.jawa.app.sys.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/// The folder that the daemon shares with `containerd-shim-jawa-v1`, the script that starts it and
/// cleans up after it.
///
/// | entry | meaning |
/// |---|---|
/// | `s` | the socket |
/// | `g` | another one, for gRPC, if the daemon was asked for it |
/// | `pid` | the daemon's number and start time, as long as it takes new tasks |
/// | `lock` | held while a daemon starts, by the script and by itself, or decides to end |
/// | `log` | the daemon's stderr |
/// | `leases/ID` | made when a task was promised this daemon's socket, removed when it comes |
/// | `tasks/ID` | there while a task has something to clean up |
/// | `runc` | the OCI runtime's state |
record StateFolder(Path folder) {

  Path socket() {
    return folder.resolve("s");
  }

  Path grpcSocket() {
    return folder.resolve("g");
  }

  Path tasks() {
    return folder.resolve("tasks");
  }

  Path runc() {
    return folder.resolve("runc");
  }

  private Path leases() {
    return folder.resolve("leases");
  }

  private Path pid() {
    return folder.resolve("pid");
  }

  void prepare() throws IOException {
    Files.createDirectories(leases());
    // Left by a daemon that was killed; it is gone, as we have the lock.
    Files.deleteIfExists(socket());
    Files.deleteIfExists(grpcSocket());
  }

  FileLock lock() throws IOException {
    return FileLock.acquire(folder.resolve("lock"));
  }

  /// Says that this process takes tasks.
  void announce() throws IOException {
    Path fresh = folder.resolve("pid.new");
    Files.writeString(fresh, ProcessHandle.current().pid() + " " + startTime() + "\n");
    Files.move(fresh, pid(), StandardCopyOption.ATOMIC_MOVE);
  }

  void withdraw() throws IOException {
    Files.deleteIfExists(pid());
  }

  /// Takes it away, as nobody will come for a pod that has ended, unless another daemon is there
  /// already or a task has left something to clean up.
  void remove() throws IOException {
    try (FileLock _ = lock()) {
      if (Files.exists(pid()) || hasTasks()) {
        return;
      }
      FileTree.remove(folder);
    }
  }

  private boolean hasTasks() throws IOException {
    try (Stream<Path> tasks = Files.list(tasks())) {
      return tasks.anyMatch(task -> !task.getFileName().toString().startsWith("."));
    }
  }

  // Field 22 of proc_pid_stat(5); the second may contain spaces and parentheses.
  private static String startTime() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];
  }

  /// Whether a task was promised our socket in the last time and may still come. Older promises are
  /// removed: their tasks never came.
  boolean hasLease(Duration age) throws IOException {
    Instant limit = Instant.now().minus(age);
    boolean found = false;
    try (Stream<Path> leases = Files.list(leases())) {
      for (Path lease : leases.toList()) {
        if (isYounger(lease, limit)) {
          found = true;
        } else {
          Files.deleteIfExists(lease);
        }
      }
    }
    return found;
  }

  private static boolean isYounger(Path lease, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(lease).toInstant().isAfter(limit);
    } catch (NoSuchFileException _) {
      // Its task has come just now.
      return false;
    }
  }
}
