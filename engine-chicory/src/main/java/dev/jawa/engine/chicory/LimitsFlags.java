package dev.jawa.engine.chicory;

import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.binary.SectionId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for limits flags that Chicory's parser does not know. Runs only on bytes that the parser
/// has refused.
final class LimitsFlags {

  private static final int INDEX_64 = 0x04;
  private static final int PAGE_SIZE = 0x08;

  private LimitsFlags() {}

  /// The proposal of the first such flag in the first table or memory, or `null`.
  static @Nullable String proposal(byte[] wasm) {
    List<String> found = new ArrayList<>();
    try {
      new WasmReader(wasm)
          .sections((section, in) -> {
            String proposal = inSection(section.id(), in);
            if (proposal != null) {
              found.add(proposal);
            }
          });
    } catch (MalformedModuleException e) {
      // What came before is what was found; the rest is malformed whatever it wanted to say.
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  private static @Nullable String inSection(int section, WasmReader in) {
    boolean table = section == SectionId.TABLE;
    if ((!table && section != SectionId.MEMORY) || in.u32() == 0) {
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
