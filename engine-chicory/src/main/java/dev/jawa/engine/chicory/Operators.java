package dev.jawa.engine.chicory;

/// What has to be known of the operators of the binary format to cut functions: their immediates,
/// and how many operands they take and give. Blocks, branches and calls are [BodyParser]'s own.
///
/// An opcode with a prefix byte is `prefix << 8 | opcode`.
final class Operators {

  static final int UNREACHABLE = 0x00;
  static final int BLOCK = 0x02;
  static final int LOOP = 0x03;
  static final int IF = 0x04;
  static final int ELSE = 0x05;
  static final int END = 0x0B;
  static final int BR = 0x0C;
  static final int BR_IF = 0x0D;
  static final int BR_TABLE = 0x0E;
  static final int RETURN = 0x0F;
  static final int CALL = 0x10;
  static final int CALL_INDIRECT = 0x11;
  static final int LOCAL_GET = 0x20;
  static final int LOCAL_SET = 0x21;
  static final int LOCAL_TEE = 0x22;
  static final int I32_CONST = 0x41;
  static final int I32_EQ = 0x46;
  static final int BULK_PREFIX = 0xFC;

  private static final int FIRST_LOAD = 0x28;
  private static final int LAST_STORE = 0x3E;

  /// Operands taken and given, as two digits, by opcode from `drop` on; `..` is none of ours.
  private static final String EFFECTS =
      // 1A drop, select, select t
      "10"
          + "31"
          + "31"
          + "..".repeat(3)
          // 20 locals, globals, tables
          + "011011"
          + "0110"
          + "1120"
          + "..".repeat(1)
          // 28 loads, stores, memory.size and grow
          + "11".repeat(14)
          + "20".repeat(9)
          + "0111"
          // 41 constants
          + "01".repeat(4)
          // 45 comparisons
          + "11"
          + "21".repeat(10)
          + "11"
          + "21".repeat(10)
          + "21".repeat(12)
          // 67 arithmetic of i32, i64, f32, f64
          + "11".repeat(3)
          + "21".repeat(15)
          + "11".repeat(3)
          + "21".repeat(15)
          + "11".repeat(7)
          + "21".repeat(7)
          + "11".repeat(7)
          + "21".repeat(7)
          // A7 conversions, sign extensions
          + "11".repeat(25)
          + "11".repeat(5);

  private static final int FIRST = 0x1A;

  /// The same for those behind the prefix of saturating conversions, memories and tables.
  private static final String BULK_EFFECTS =
      "11".repeat(8) + "30" + "00" + "30" + "30" + "30" + "00" + "30" + "21" + "01" + "30";

  private static final int REF_NULL = 0xD0;
  private static final int REF_IS_NULL = 0xD1;
  private static final int REF_FUNC = 0xD2;

  private Operators() {}

  /// Takes and gives, as `10 * taken + given`; -1 for an operator that is not known here.
  static int effect(int opcode) {
    return switch (opcode) {
      case UNREACHABLE, 0x01 -> 0;
      case REF_NULL, REF_FUNC -> 1;
      case REF_IS_NULL -> 11;
      default ->
          opcode >> 8 == BULK_PREFIX
              ? effect(BULK_EFFECTS, opcode & 0xFF)
              : effect(EFFECTS, opcode - FIRST);
    };
  }

  private static int effect(String effects, int index) {
    if (index < 0 || 2 * index >= effects.length() || effects.charAt(2 * index) == '.') {
      return -1;
    }
    return 10 * (effects.charAt(2 * index) - '0') + effects.charAt(2 * index + 1) - '0';
  }

  /// Moves the reader behind the immediates of an operator with an [#effect].
  static void skipImmediates(int opcode, WasmReader in) {
    if (opcode >= FIRST_LOAD && opcode <= LAST_STORE) {
      int alignment = in.u32();
      if ((alignment & 0x40) != 0) {
        in.skipLeb();
      }
      in.skipLeb();
      return;
    }
    switch (opcode) {
      case 0x1C -> skip(in, in.u32());
      case 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3F, 0x40, 0x41, 0x42 -> in.skipLeb();
      case 0x43 -> in.seek(in.end(4));
      case 0x44 -> in.seek(in.end(8));
      case REF_NULL, REF_FUNC -> in.skipLeb();
      case 0xFC08, 0xFC0A, 0xFC0C, 0xFC0E -> skip(in, 2);
      case 0xFC09, 0xFC0B, 0xFC0D, 0xFC0F, 0xFC10, 0xFC11 -> in.skipLeb();
      default -> {}
    }
  }

  private static void skip(WasmReader in, int count) {
    for (int i = 0; i < count; i++) {
      in.skipLeb();
    }
  }

  /// Whether it touches memory, which costs the JIT several times what arithmetic does.
  static boolean isAccess(int opcode) {
    return opcode >= FIRST_LOAD && opcode <= LAST_STORE;
  }
}
