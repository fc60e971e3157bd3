package dev.jawa.app.oci;

/// Waits for child processes.
final class Children {

  private Children() {}

  /// Waits for a child that ends soon by itself. An interrupt does not leave it behind; it is kept
  /// for later.
  static int waitFor(Process process) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return process.waitFor();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
