package dev.jawa.engine.graalwasm;

import dev.jawa.engine.MalformedModuleException;

/// A module's magic number and version.
final class Preamble {

  private static final byte[] MAGIC = {0, 'a', 's', 'm'};
  private static final byte[] VERSION = {1, 0, 0, 0};

  private Preamble() {}

  static void check(byte[] wasm) {
    expect(wasm, 0, MAGIC, "magic header not detected");
    expect(wasm, MAGIC.length, VERSION, "unknown binary version");
  }

  private static void expect(byte[] wasm, int at, byte[] expected, String message) {
    if (wasm.length < at + expected.length) {
      throw new MalformedModuleException("unexpected end");
    }
    for (int i = 0; i < expected.length; i++) {
      if (wasm[at + i] != expected[i]) {
        throw new MalformedModuleException(message);
      }
    }
  }
}
