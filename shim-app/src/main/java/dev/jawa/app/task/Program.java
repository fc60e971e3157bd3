package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;

/// What one process of a task runs: a guest in this JVM or a native program, as the container's own
/// or added by Exec.
interface Program {

  /// Its number on this machine; the holder's for a guest, 0 for a native program that is not
  /// started.
  int pid();

  /// Starts it, once.
  GuestProcess start();

  /// Whether a signal is no reason for it to end, and not worth telling.
  boolean ignores(int signal);

  /// Whether a signal that reaches it while it is paused is kept for it.
  boolean keepsSignalsWhilePaused();

  /// Frees what it runs with, after it has ended. What it wrote is still being written.
  void end();

  /// Takes away what is left, after [#end].
  void remove();
}
