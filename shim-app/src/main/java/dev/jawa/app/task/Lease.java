package dev.jawa.app.task;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The promise that a task will come: the file that the shim's script makes when it answers a
/// `start` with this daemon's socket, and which keeps the daemon from ending until the task is
/// there. It has the `TRACEPARENT` that the script was given.
record Lease(Path file) {

  static Lease of(ContainerHost host, String id) {
    return new Lease(host.tasks().resolveSibling("leases").resolve(id));
  }

  /// When it was made, or `null` if the task comes without a `start`.
  @Nullable Instant since() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException _) {
      return null;
    }
  }

  /// Empty if it has none.
  String traceparent() {
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// To be called when the task counts among the daemon's, and not before: in between the daemon
  /// could end. From then on the task alone keeps it.
  void redeem() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // It runs out.
    }
  }
}
