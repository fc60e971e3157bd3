package dev.jawa.engine.chicory;

import dev.jawa.engine.MalformedModuleException;
import org.jspecify.annotations.Nullable;

/// Looks for limits flags that Chicory's parser does not know. Runs only on bytes that the parser
/// has refused.
final class LimitsFlags {

  private static final int TABLE_SECTION = 4;
  private static final int MEMORY_SECTION = 5;
  private static final int INDEX_64 = 0x04;
  private static final int PAGE_SIZE = 0x08;

  private LimitsFlags() {}

  /// The proposal of the first such flag in the first table or memory, or `null`.
  static @Nullable String proposal(byte[] wasm) {
    try {
      WasmReader in = new WasmReader(wasm);
      while (!in.atEnd()) {
        int section = in.u8();
        int end = in.end(in.u32());
        String found = inSection(section, in);
        if (found != null) {
          return found;
        }
        in.seek(end);
      }
    } catch (MalformedModuleException e) {
      // Then it is malformed whatever it wanted to say.
    }
    return null;
  }

  private static @Nullable String inSection(int section, WasmReader in) {
    boolean table = section == TABLE_SECTION;
    if ((!table && section != MEMORY_SECTION) || in.u32() == 0) {
      return null;
    }
    if (table) {
      in.u8(); // the element type; other encodings of a table are not looked at
    }
    int flags = in.u8();
    if ((flags & INDEX_64) != 0) {
      return "memory64";
    }
    return !table && (flags & PAGE_SIZE) != 0 ? "custom-page-sizes" : null;
  }
}
