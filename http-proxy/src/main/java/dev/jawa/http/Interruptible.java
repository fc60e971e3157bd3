package dev.jawa.http;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Something that can be interrupted until it has ended, and has no end after it was.
final class Interruptible {

  private enum State {
    RUNNING,
    INTERRUPTED,
    ENDED
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
  private volatile @Nullable Runnable action;

  /// Says how it is interrupted.
  void by(Runnable interrupt) {
    action = interrupt;
    if (state.get() == State.INTERRUPTED) {
      interrupt.run();
    }
  }

  /// From any thread.
  void interrupt() {
    if (state.compareAndSet(State.RUNNING, State.INTERRUPTED)) {
      Runnable interrupt = action;
      if (interrupt != null) {
        interrupt.run();
      }
    }
  }

  /// It has come to its end; no interrupt comes from here on.
  ///
  /// @return `false` if one came before
  boolean end() {
    return state.compareAndSet(State.RUNNING, State.ENDED);
  }

  boolean hasEnded() {
    return state.get() == State.ENDED;
  }
}
