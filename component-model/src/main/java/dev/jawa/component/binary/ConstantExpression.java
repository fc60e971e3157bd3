package dev.jawa.component.binary;

/// Steps over the constant expressions of a core module. Spec: WebAssembly 3.0, constant
/// expressions.
final class ConstantExpression {

  private ConstantExpression() {}

  static void skip(BinaryReader in) {
    while (true) {
      int at = in.position();
      int opcode = in.u8();
      switch (opcode) {
        case 0x0b -> {
          return;
        }
        case 0x23, 0xd2 -> in.index();
        case 0x41 -> signed(in, 5);
        case 0x42 -> signed(in, 10);
        case 0x43 -> in.slice(4);
        case 0x44 -> in.slice(8);
        case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e -> {}
        case 0xd0 -> CoreTypeDecoder.heapType(in);
        case 0xfb -> aggregate(in);
        case 0xfd -> vector(in);
        default -> throw in.invalidLeadingByte(opcode, at, "constant expression");
      }
    }
  }

  private static void signed(BinaryReader in, int maxBytes) {
    int at = in.position();
    for (int i = 0; i < maxBytes; i++) {
      if (in.u8() < 0x80) {
        return;
      }
    }
    throw new MalformedException("integer representation too long", at);
  }

  private static void aggregate(BinaryReader in) {
    int at = in.position();
    int opcode = in.index();
    switch (opcode) {
      case 0x00, 0x01, 0x06, 0x07 -> in.index();
      case 0x08 -> {
        in.index();
        in.index();
      }
      case 0x1a, 0x1b, 0x1c -> {}
      default -> throw in.invalidLeadingByte(opcode, at, "constant expression");
    }
  }

  private static void vector(BinaryReader in) {
    int at = in.position();
    int opcode = in.index();
    if (opcode != 0x0c) {
      throw in.invalidLeadingByte(opcode, at, "constant expression");
    }
    in.slice(16);
  }
}
