package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import org.jspecify.annotations.Nullable;

/// What the ends of a stream share. Spec: `CanonicalABI.md`, stream state.
public final class SharedStream extends SharedChannel {

  public SharedStream(@Nullable ValType element) {
    super(element);
  }

  @Override
  String noun() {
    return "stream";
  }

  @Override
  void read(Copy copy) {
    Copy writing = pending();
    if (isDropped()) {
      copy.onDone().accept(CopyResult.DROPPED);
    } else if (writing == null) {
      setPending(copy);
    } else {
      checkBetween(copy, writing);
      if (writing.buffer().remain() > 0) {
        transfer(writing.buffer(), copy.buffer(), writing);
        copy.onDone().accept(CopyResult.COMPLETED);
      } else {
        replace(writing, copy);
      }
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
      checkBetween(copy, reading);
      if (reading.buffer().remain() > 0) {
        transfer(copy.buffer(), reading.buffer(), reading);
        copy.onDone().accept(CopyResult.COMPLETED);
      } else if (copy.buffer().isZeroLength() && reading.buffer().isZeroLength()) {
        copy.onDone().accept(CopyResult.COMPLETED);
      } else {
        replace(reading, copy);
      }
    }
  }

  private void transfer(CopyBuffer from, CopyBuffer to, Copy waiting) {
    int count = Math.min(from.remain(), to.remain());
    if (count > 0) {
      to.copyFrom(from, count);
      waiting.onCopy().accept(this::clearPending);
    }
  }

  private void replace(Copy waiting, Copy next) {
    endPending(waiting, CopyResult.COMPLETED);
    setPending(next);
  }
}
