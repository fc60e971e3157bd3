package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileException;
import java.util.concurrent.locks.ReentrantLock;

/// Has the guests of this process look and act one after the other, so that none exchanges a
/// directory for a link between the look and the act of another, or of the same one in another
/// request.
final class Turns {

  private static final ReentrantLock LOCK = new ReentrantLock();

  private Turns() {}

  @FunctionalInterface
  interface Act<T> {
    T run() throws FileException;
  }

  @FunctionalInterface
  interface Step {
    void run() throws FileException;
  }

  static <T> T take(Act<T> act) throws FileException {
    LOCK.lock();
    try {
      return act.run();
    } finally {
      LOCK.unlock();
    }
  }

  static void run(Step step) throws FileException {
    take(() -> {
      step.run();
      return true;
    });
  }
}
