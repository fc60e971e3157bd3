package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import org.jspecify.annotations.Nullable;

/// What the ends of a future share. Spec: `CanonicalABI.md`, future state.
public final class SharedFuture extends SharedChannel {

  public SharedFuture(@Nullable ValType element) {
    super(element);
  }

  @Override
  String noun() {
    return "future";
  }

  @Override
  void read(Copy copy) {
    Copy writing = pending();
    if (writing == null) {
      setPending(copy);
    } else {
      transfer(writing, copy, writing, copy);
    }
  }

  @Override
  void write(Copy copy) {
    Copy reading = pending();
    if (isDropped()) {
      copy.onDone().accept(CopyResult.DROPPED);
    } else if (reading == null) {
      setPending(copy);
    } else {
      transfer(copy, reading, reading, copy);
    }
  }

  private void transfer(Copy from, Copy to, Copy waiting, Copy arriving) {
    checkBetween(from, to);
    to.buffer().copyFrom(from.buffer(), 1);
    endPending(waiting, CopyResult.COMPLETED);
    arriving.onDone().accept(CopyResult.COMPLETED);
  }
}
