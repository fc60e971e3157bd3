package dev.jawa.app.task;

import java.util.Set;

/// The numbers of Linux' signals that mean something here.
final class Signals {

  static final int SIGKILL = 9;

  /// What a process ignores or stops by if it does nothing about it: no reason for a guest to end.
  private static final Set<Integer> HARMLESS = Set.of(0, 17, 18, 19, 20, 21, 22, 23, 28);

  private Signals() {}

  static boolean isHarmless(int signal) {
    return HARMLESS.contains(signal);
  }
}
