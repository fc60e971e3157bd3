package dev.jawa.app.cli;

import dev.jawa.http.HttpStack;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// What a server needs for its first answer and nobody has to wait for: made ready beside the
/// reading of options and the loading of the guest.
final class HeadStart {

  private final Thread thread;

  private HeadStart(Thread thread) {
    this.thread = thread;
  }

  static HeadStart begin() {
    return new HeadStart(
        Thread.ofPlatform().daemon().name("jawa-head-start").start(HeadStart::prepare));
  }

  private static void prepare() {
    try {
      MessageDigest.getInstance("SHA-256").digest();
      HttpStack.prepare();
    } catch (NoSuchAlgorithmException | RuntimeException | LinkageError e) {
      // Whoever really needs it fails again, and says so.
    }
  }

  /// Waits until it is over; nobody may start a server before.
  void await() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
