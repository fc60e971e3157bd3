package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.canon.Peer.Item;
import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Subtask;
import dev.jawa.component.runtime.Task;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreMemory;
import org.jspecify.annotations.Nullable;

/// What values cross into or out of: one instance with the memory, allocator and string encoding
/// that a canonical definition names. Calls without borrowed handles share one; the others make
/// their own with the scope of the borrows. Spec: `CanonicalABI.md`, lifting and lowering context.
final class LiftLowerContext {

  /// What an allocator may be asked for. Spec: `REALLOC_I32_MAX`.
  private static final long MAX_REALLOC_BYTES = (1L << 31) - 1;

  private final InstanceState instance;
  private final CanonicalOptions options;
  private final Peer peer;
  private final @Nullable Task task;
  private final @Nullable Subtask subtask;
  private long bytesLeft;

  LiftLowerContext(CanonicalOptions options, Peer peer) {
    this(options, peer, null, null);
  }

  private LiftLowerContext(
      CanonicalOptions options, Peer peer, @Nullable Task task, @Nullable Subtask subtask) {
    this.options = options;
    this.instance = options.instance();
    this.peer = peer;
    this.task = task;
    this.subtask = subtask;
    this.bytesLeft = instance.store().limits().maxBytesPerCall();
  }

  LiftLowerContext in(Task scope) {
    return new LiftLowerContext(options, peer, scope, null);
  }

  LiftLowerContext in(Subtask scope) {
    return new LiftLowerContext(options, peer, null, scope);
  }

  /// The same for values on their way to or from a guest.
  ///
  /// @param other how strings lie in its memory; `null` for the host
  LiftLowerContext facing(@Nullable StringEncoding other) {
    Peer facing = other == null ? new Peer.Host() : new Peer.Guest(other);
    return new LiftLowerContext(options, facing, task, subtask);
  }

  InstanceState instance() {
    return instance;
  }

  Peer peer() {
    return peer;
  }

  StringEncoding encoding() {
    return options.encoding();
  }

  /// The task whose end limits the life of handles that are lowered as borrowed.
  Task task() {
    return present(task, "a borrow is lowered outside a call");
  }

  /// The call whose end limits the life of handles that are lifted as borrowed.
  Subtask subtask() {
    return present(subtask, "a borrow is lifted outside a call");
  }

  CoreMemory memory() {
    return present(options.memory(), "no memory in the canonical options");
  }

  private static <T> T present(@Nullable T value, String otherwise) {
    if (value == null) {
      throw new IllegalStateException(otherwise);
    }
    return value;
  }

  // Bounds

  /// Starts a new call for the limit on lifted bytes.
  void resetBytes() {
    bytesLeft = instance.store().limits().maxBytesPerCall();
  }

  /// Counts bytes that leave the guest.
  void charge(long bytes) {
    bytesLeft -= bytes;
    if (bytesLeft < 0) {
      throw AbiTraps.trap(
          ("fuel allocated for hostcalls has been exhausted: one call may carry at most %d bytes"
                  + " of strings and lists")
              .formatted(instance.store().limits().maxBytesPerCall()));
    }
  }

  /// Traps unless the range lies in memory and is aligned; lists and strings are checked in the
  /// order of the specification.
  void checkRange(Item item, long address, long length, int alignment) {
    if (!Layout.aligned(address, alignment)) {
      throw peer.unaligned(item, alignment);
    }
    if (address + length > memory().byteSize()) {
      throw peer.outOfBounds(item);
    }
  }

  // Allocation

  /// Asks the guest for space and checks what it answers.
  long allocate(Item item, int alignment, long length) {
    return reallocate(item, 0, 0, alignment, length);
  }

  /// Like [#allocate], for a range that the guest gave before.
  long reallocate(Item item, long old, long oldLength, int alignment, long length) {
    CoreFunc realloc = present(options.realloc(), "no realloc in the canonical options");
    if (length > MAX_REALLOC_BYTES) {
      throw peer.tooLong(item, length, MAX_REALLOC_BYTES);
    }
    instance.setMayLeave(false);
    long[] answer = instance.callOnOwnThread(realloc, old, oldLength, alignment, length);
    long address = answer[0] & 0xFFFF_FFFFL;
    instance.setMayLeave(true);
    if (!Layout.aligned(address, alignment)) {
      throw peer.reallocUnaligned();
    }
    if (address + length > memory().byteSize()) {
      throw peer.reallocOutOfBounds(item);
    }
    return address;
  }
}
