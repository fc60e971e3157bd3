package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What the two ends of a stream or future share; as a component value it stands for the readable
/// end. Spec: `CanonicalABI.md`, stream state and future state.
public abstract sealed class SharedChannel permits SharedStream, SharedFuture {

  private final @Nullable ValType element;
  private boolean dropped;
  private @Nullable Copy pending;

  /// One read or write.
  ///
  /// @param instance whose it is
  /// @param onCopy told that values were copied while the other side goes on; gets what to do when
  ///   the buffer is given back
  /// @param onDone told how it ended
  public record Copy(
      InstanceState instance,
      CopyBuffer buffer,
      Consumer<Runnable> onCopy,
      Consumer<CopyResult> onDone) {}

  /// @param element with resource types that are unique in the store, `null` for values without
  ///   content
  SharedChannel(@Nullable ValType element) {
    this.element = element;
  }

  public @Nullable ValType element() {
    return element;
  }

  /// `stream` or `future`.
  abstract String noun();

  abstract void read(Copy copy);

  abstract void write(Copy copy);

  boolean isDropped() {
    return dropped;
  }

  @Nullable Copy pending() {
    return pending;
  }

  void setPending(@Nullable Copy copy) {
    pending = copy;
  }

  void clearPending() {
    pending = null;
  }

  void endPending(Copy ending, CopyResult result) {
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
    }
  }

  /// For now an instance does not talk to itself unless in numbers, which need no code of it to
  /// cross.
  void checkBetween(Copy one, Copy other) {
    if (one.instance == other.instance && !isNumberOrNothing()) {
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
