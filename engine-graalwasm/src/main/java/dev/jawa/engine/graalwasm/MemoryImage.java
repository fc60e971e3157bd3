package dev.jawa.engine.graalwasm;

import java.util.Arrays;
import org.graalvm.wasm.memory.WasmMemory;
import org.graalvm.wasm.memory.WasmMemoryLibrary;
import org.jspecify.annotations.Nullable;

/// What was in a memory, and its way back. GraalWasm does not tell what a guest wrote, so all of it
/// is written again: for the usual memory of a megabyte or two that is a small part of what an
/// instance costs.
///
/// @param bytes not to be changed, as images share them
@SuppressWarnings("ArrayRecordComponent")
record MemoryImage(WasmMemory memory, byte[] bytes) {

  /// The largest memory that is put back; to copy more than this for each use would be dearer than
  /// a new instance, whose zeros the kernel gives only where they are touched.
  static final int MAX_BYTES = 64 << 20;

  private static final int PAGE_BITS = 16;

  private static final WasmMemoryLibrary LIBRARY = WasmMemoryLibrary.getUncached();

  /// Takes the content now.
  ///
  /// @param twin taken as the image if it is the same
  /// @return `null` if there can be no image
  static @Nullable MemoryImage of(WasmMemory memory, @Nullable MemoryImage twin) {
    if (memory.isShared() || LIBRARY.byteSize(memory) > MAX_BYTES) {
      return null;
    }
    byte[] bytes = new byte[(int) LIBRARY.byteSize(memory)];
    LIBRARY.copyToBuffer(memory, null, bytes, 0, 0, bytes.length);
    if (twin != null && Arrays.equals(bytes, twin.bytes)) {
      return new MemoryImage(memory, twin.bytes);
    }
    return new MemoryImage(memory, bytes);
  }

  /// Makes size and content those of the image. The store's context must be entered, as growing
  /// tells it.
  void restore() {
    if (LIBRARY.byteSize(memory) != bytes.length) {
      // It never shrinks but to what it was declared with.
      LIBRARY.reset(memory);
      long missing = bytes.length - LIBRARY.byteSize(memory);
      if (missing > 0) {
        var _ = LIBRARY.grow(memory, missing >>> PAGE_BITS);
      }
    }
    LIBRARY.initialize(memory, null, bytes, 0, 0, bytes.length);
  }

  /// How much it keeps from the collector and of the machine's memory.
  long heldBytes(@Nullable MemoryImage twin) {
    boolean shared = twin != null && twin.bytes == bytes;
    return LIBRARY.byteSize(memory) + (shared ? 0 : bytes.length);
  }
}
