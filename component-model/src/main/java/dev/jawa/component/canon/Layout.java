package dev.jawa.component.canon;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sizes and offsets in linear memory. Spec: `CanonicalABI.md`, alignment and element size.
final class Layout {

  /// The size of a pointer.
  static final int POINTER = 4;

  private Layout() {}

  static long align(long address, int alignment) {
    return (address + alignment - 1) & -alignment;
  }

  static boolean aligned(long address, int alignment) {
    return (address & (alignment - 1)) == 0;
  }

  /// The bytes of the discriminant of so many cases.
  static int discriminantSize(int cases) {
    if (cases <= 1 << 8) {
      return 1;
    }
    return cases <= 1 << 16 ? 2 : 4;
  }

  /// The bytes of a set of so many flags.
  static int flagsSize(int flags) {
    if (flags <= 8) {
      return 1;
    }
    return flags <= 16 ? 2 : 4;
  }

  static int maxAlignment(List<? extends @Nullable Codec> parts) {
    int max = 1;
    for (Codec part : parts) {
      if (part != null) {
        max = Math.max(max, part.alignment());
      }
    }
    return max;
  }

  /// What validation has bounded; a size beyond it means that somebody skipped validation.
  static int checkedSize(long size) {
    return Math.toIntExact(size);
  }
}
