package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the two ends of a stream or future share; as a component value between guests it stands for
/// the readable end. Spec: `CanonicalABI.md`, `SharedStreamImpl` and `SharedFutureImpl`, of which
/// the second is the first with buffers of one value that are done when they are copied.
public final class SharedChannel {

  private final Kind kind;
  private final @Nullable ValType element;
  private boolean dropped;
  private @Nullable Copy pending;
  private @Nullable HostWriter hostWriter;

  /// What it is.
  public enum Kind {
    STREAM("stream"),
    FUTURE("future");

    private final String noun;

    Kind(String noun) {
      this.noun = noun;
    }
  }

  /// One read or write.
  ///
  /// @param instance whose it is, `null` for the host
  /// @param onCopy told that values were copied while the other side goes on; gets what to do when
  ///   the buffer is given back
  /// @param onDone told how it ended
  record Copy(
      @Nullable InstanceState instance,
      CopyBuffer buffer,
      Consumer<Runnable> onCopy,
      Consumer<CopyResult> onDone) {}

  /// @param element with resource types that are unique in the store, `null` for values without
  ///   content
  public SharedChannel(Kind kind, @Nullable ValType element) {
    this.kind = kind;
    this.element = element;
  }

  public Kind kind() {
    return kind;
  }

  public @Nullable ValType element() {
    return element;
  }

  /// `stream` or `future`.
  String noun() {
    return kind.noun;
  }

  /// The host writes.
  void setHostWriter(HostWriter writer) {
    hostWriter = writer;
  }

  // Copying

  void read(Copy copy) {
    Copy writing = pending;
    if (dropped) {
      copy.onDone.accept(CopyResult.DROPPED);
    } else if (writing == null) {
      awaitWriter(copy);
    } else {
      checkBetween(copy, writing);
      if (writing.buffer.remain() > 0) {
        transfer(writing.buffer, copy.buffer, writing);
        copy.onDone.accept(CopyResult.COMPLETED);
      } else {
        endPending(writing, CopyResult.COMPLETED);
        awaitWriter(copy);
      }
    }
  }

  private void awaitWriter(Copy reading) {
    pending = reading;
    if (hostWriter != null) {
      hostWriter.wanted(reading.buffer.remain());
    }
  }

  void write(Copy copy) {
    Copy reading = pending;
    if (dropped) {
      copy.onDone.accept(CopyResult.DROPPED);
    } else if (reading == null) {
      pending = copy;
    } else {
      checkBetween(copy, reading);
      if (reading.buffer.remain() > 0) {
        transfer(copy.buffer, reading.buffer, reading);
        copy.onDone.accept(CopyResult.COMPLETED);
      } else if (copy.buffer.isZeroLength() && reading.buffer.isZeroLength()) {
        copy.onDone.accept(CopyResult.COMPLETED);
      } else {
        endPending(reading, CopyResult.COMPLETED);
        pending = copy;
      }
    }
  }

  private void transfer(CopyBuffer from, CopyBuffer to, Copy waiting) {
    int count = Math.min(from.remain(), to.remain());
    if (count > 0) {
      to.copyFrom(from, count);
      switch (kind) {
        case STREAM -> waiting.onCopy.accept(() -> giveBack(waiting));
        case FUTURE -> endPending(waiting, CopyResult.COMPLETED);
      }
    }
  }

  private void giveBack(Copy waiting) {
    if (pending == waiting) {
      pending = null;
    }
  }

  // Ending

  private void endPending(Copy ending, CopyResult result) {
    pending = null;
    ending.onDone.accept(result);
  }

  void cancel() {
    Copy ending = pending;
    if (ending != null) {
      endPending(ending, CopyResult.CANCELLED);
    }
  }

  void drop() {
    if (!dropped) {
      dropped = true;
      Copy ending = pending;
      if (ending != null) {
        endPending(ending, CopyResult.DROPPED);
      }
      if (hostWriter != null) {
        hostWriter.dropped();
      }
    }
  }

  // Checks

  /// For now an instance does not talk to itself unless in numbers, which need no code of it to
  /// cross.
  private void checkBetween(Copy one, Copy other) {
    if (one.instance != null && one.instance == other.instance && !isNumberOrNothing()) {
      throw AbiTraps.trap(
          "cannot read from and write to intra-component future/stream with non-numeric payload");
    }
  }

  private boolean isNumberOrNothing() {
    if (element == null) {
      return true;
    }
    return element instanceof ValType.Primitive primitive
        && switch (primitive) {
          case S8, U8, S16, U16, S32, U32, S64, U64, F32, F64 -> true;
          case BOOL, CHAR, STRING, ERROR_CONTEXT -> false;
        };
  }
}
