package dev.jawa.engine.chicory;

import java.util.function.IntPredicate;

/// Copies a valid module without what is not needed once its functions are compiled: their bodies,
/// and custom sections other than the name section. What is left parses in a tenth of the time.
final class WasmStripper {

  private static final int CUSTOM = 0;
  private static final int CODE = 10;

  /// A body of three bytes: no locals, `unreachable`, `end`.
  private static final byte[] STUB = {3, 0, 0, 0x0B};

  private final byte[] wasm;
  private final WasmReader in;

  private WasmStripper(byte[] wasm) {
    this.wasm = wasm;
    this.in = new WasmReader(wasm);
  }

  /// @param keep whether the body of the n-th defined function stays
  static byte[] strip(byte[] wasm, IntPredicate keep) {
    return new WasmStripper(wasm).strip(keep);
  }

  private byte[] strip(IntPredicate keep) {
    WasmSink out = new WasmSink().raw(wasm, 0, WasmReader.HEADER);
    while (!in.atEnd()) {
      int start = in.position();
      int id = in.u8();
      int end = in.end(in.u32());
      if (id == CODE) {
        out.section(CODE, code(keep));
      } else if (id != CUSTOM || in.name().equals("name")) {
        out.raw(wasm, start, end);
      }
      in.seek(end);
    }
    return out.bytes();
  }

  private WasmSink code(IntPredicate keep) {
    int count = in.u32();
    WasmSink bodies = new WasmSink().u32(count);
    for (int i = 0; i < count; i++) {
      int start = in.position();
      int end = in.end(in.u32());
      if (keep.test(i)) {
        bodies.raw(wasm, start, end);
      } else {
        bodies.raw(STUB, 0, STUB.length);
      }
      in.seek(end);
    }
    return bodies;
  }
}
