package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import java.time.Instant;

/// How a task ended.
///
/// @param code the guest's own, 128 + signal, or 137 after a trap
public record ExitStatus(int code, Instant at) {

  /// The code of a task that was killed, or whose guest trapped.
  static final int KILLED = 137;

  /// The command line has another code for a trap than containers have.
  static int codeOf(GuestProcess.Exit exit) {
    return exit.trap() == null ? exit.code() : KILLED;
  }
}
