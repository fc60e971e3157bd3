package dev.jawa.engine.chicory;

import java.io.ByteArrayOutputStream;
import java.util.function.IntPredicate;

/// Copies a valid module without what is not needed once its functions are compiled: their bodies, and custom sections
/// other than the name section. What is left parses in a tenth of the time.
final class WasmStripper {

  private static final int HEADER = 8;
  private static final int CUSTOM = 0;
  private static final int CODE = 10;

  /// A body of three bytes: no locals, `unreachable`, `end`.
  private static final byte[] STUB = {3, 0, 0, 0x0B};

  private static final byte[] NAME = {4, 'n', 'a', 'm', 'e'};

  private final byte[] wasm;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int at = HEADER;

  private WasmStripper(byte[] wasm) {
    this.wasm = wasm;
  }

  /// @param keep whether the body of the n-th defined function stays
  static byte[] strip(byte[] wasm, IntPredicate keep) {
    return new WasmStripper(wasm).strip(keep);
  }

  private byte[] strip(IntPredicate keep) {
    out.write(wasm, 0, HEADER);
    while (at < wasm.length) {
      int start = at;
      int id = wasm[at++];
      int size = u32();
      int end = at + size;
      if (id == CODE) {
        code(keep);
      } else if (id != CUSTOM || isNames()) {
        out.write(wasm, start, end - start);
      }
      at = end;
    }
    return out.toByteArray();
  }

  private boolean isNames() {
    return java.util.Arrays.equals(wasm, at, Math.min(at + NAME.length, wasm.length), NAME, 0, NAME.length);
  }

  private void code(IntPredicate keep) {
    ByteArrayOutputStream section = new ByteArrayOutputStream();
    int count = u32();
    writeU32(section, count);
    for (int i = 0; i < count; i++) {
      int start = at;
      int size = u32();
      at += size;
      if (keep.test(i)) {
        section.write(wasm, start, at - start);
      } else {
        section.writeBytes(STUB);
      }
    }
    out.write(CODE);
    writeU32(out, section.size());
    out.writeBytes(section.toByteArray());
  }

  private int u32() {
    int value = 0;
    int shift = 0;
    byte next;
    do {
      next = wasm[at++];
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next < 0);
    return value;
  }

  private static void writeU32(ByteArrayOutputStream target, int value) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      target.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    target.write(rest);
  }
}
