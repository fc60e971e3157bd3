package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestProcess;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/// The signals of this process, for a guest that drains. A guest that does not drain needs none of
/// this: the JVM ends with 143 and 130 by itself.
final class Signals {

  static final int INT = 2;
  static final int KILL = 9;
  static final int TERM = 15;

  private Signals() {}

  /// Hands SIGINT and SIGTERM on; the second of either ends this process at once.
  static void passTo(GuestProcess process) {
    AtomicBoolean first = new AtomicBoolean(true);
    Signal.handle(new Signal("INT"), _ -> arrived(process, INT, first));
    Signal.handle(new Signal("TERM"), _ -> arrived(process, TERM, first));
  }

  /// Has something done on each SIGHUP, on a thread of its own.
  static void onHangUp(Runnable action) {
    Signal.handle(new Signal("HUP"), _ -> action.run());
  }

  private static void arrived(GuestProcess process, int signal, AtomicBoolean first) {
    if (first.getAndSet(false)) {
      process.signal(signal);
    } else {
      Runtime.getRuntime().halt(128 + signal);
    }
  }
}
