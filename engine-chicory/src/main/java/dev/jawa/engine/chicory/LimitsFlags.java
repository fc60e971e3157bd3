package dev.jawa.engine.chicory;

import org.jspecify.annotations.Nullable;

/// Looks for limits flags that Chicory's parser does not know. Runs only on bytes that the parser has refused.
final class LimitsFlags {

  private static final int INDEX_64 = 0x04;
  private static final int PAGE_SIZE = 0x08;

  private LimitsFlags() {}

  /// The proposal of the first such flag in the table and memory sections, or `null`.
  static @Nullable String proposal(byte[] wasm) {
    try {
      return search(new Cursor(wasm));
    } catch (ArrayIndexOutOfBoundsException e) {
      // Truncated: then it is malformed whatever it wanted to say.
      return null;
    }
  }

  private static @Nullable String search(Cursor in) {
    in.at = 8;
    while (in.at < in.wasm.length) {
      int id = in.u8();
      int end = in.u32() + in.at;
      boolean hasLimits = id == 4 || id == 5;
      if (hasLimits && in.u32() > 0) {
        if (id == 4) {
          in.u8(); // element type; tables with another encoding are not searched
        }
        int flags = in.u8();
        if ((flags & INDEX_64) != 0) {
          return "memory64";
        }
        if (id == 5 && (flags & PAGE_SIZE) != 0) {
          return "custom-page-sizes";
        }
      }
      in.at = end;
    }
    return null;
  }

  private static final class Cursor {
    private final byte[] wasm;
    private int at;

    private Cursor(byte[] wasm) {
      this.wasm = wasm;
    }

    private int u8() {
      return wasm[at++] & 0xFF;
    }

    private int u32() {
      int value = 0;
      for (int shift = 0; ; shift += 7) {
        int next = u8();
        value |= (next & 0x7F) << shift;
        if (next < 0x80 || shift > 28) {
          return value;
        }
      }
    }
  }
}
