package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// The threads in which this JVM compiles.
public final class CompilerThreads {

  private static final Path TASKS = Path.of("/proc/self/task");

  /// The kernel keeps 15 bytes of a name.
  private static final String OPTIMIZING = "C2 CompilerThre";

  /// A tenth of the ordinary weight.
  private static final int AFTER_OTHERS = 10;

  private CompilerThreads() {}

  /// Lets the program and the quick compiler go first where there are too few processors for all. A
  /// program that ends soon has no use for most of what C2 compiles, and waits for its turn; one
  /// that computes for long soon leaves C2 a processor. Does nothing where the threads cannot be
  /// found.
  public static void optimizeAfterOthers() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).startsWith(OPTIMIZING)) {
          ThreadPriority.set(Integer.parseInt(task.getFileName().toString()), AFTER_OTHERS);
        }
      }
    } catch (IOException | DirectoryIteratorException | LinkageError _) {
      // Not on Linux: they go as they did.
    }
  }
}
