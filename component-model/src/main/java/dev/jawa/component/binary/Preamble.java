package dev.jawa.component.binary;

/// What the first eight bytes of a file say. Spec: `Binary.md`, `preamble`.
public sealed interface Preamble {

  /// A core module.
  record CoreModule() implements Preamble {}

  /// A component.
  record Component() implements Preamble {}

  /// Neither.
  ///
  /// @param reason one line, for the user
  /// @param offset the first byte that does not fit
  record Unknown(String reason, int offset) implements Preamble {}

  /// The length of a preamble in bytes.
  int LENGTH = 8;

  /// Looks at the beginning of a file; more bytes than a preamble are ignored.
  static Preamble of(byte[] input) {
    return at(input, 0, input.length);
  }

  /// Looks at a range of the input.
  static Preamble at(byte[] input, int start, int end) {
    int magic = 0;
    while (magic < 4 && start + magic < end && input[start + magic] == "\0asm".charAt(magic)) {
      magic++;
    }
    if (magic < 4 && start + magic < end) {
      return new Unknown("no WebAssembly binary: it does not begin with \\0asm", start + magic);
    }
    if (end - start < LENGTH) {
      return new Unknown("unexpected end-of-file: the preamble is cut short", Math.max(start, end));
    }
    int version = input[start + 4] & 0xFF | (input[start + 5] & 0xFF) << 8;
    int layer = input[start + 6] & 0xFF | (input[start + 7] & 0xFF) << 8;
    if (layer == 0 && version == 1) {
      return new CoreModule();
    }
    if (layer == 1 && version == 0x0d) {
      return new Component();
    }
    return new Unknown(
        "unknown binary version 0x"
            + Integer.toHexString(version)
            + " of layer "
            + layer
            + "; known are core modules (version 1, layer 0) and components (0xd, layer 1)",
        start + 4);
  }
}
