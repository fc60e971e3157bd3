package dev.jawa.engine.binary;

import dev.jawa.engine.MalformedModuleException;

/// Walks over the instructions of an expression or function body, one [#next] for each.
///
/// An opcode is one number: a prefix byte is in its upper half, so `memory.copy` (0xFC 10) is
/// 0xFC000A. Where a block ends, [#depth] falls; the `end` of the expression makes it -1.
public final class InstructionReader {

  public static final int BLOCK = 0x02;
  public static final int LOOP = 0x03;
  public static final int IF = 0x04;
  public static final int LEGACY_TRY = 0x06;
  public static final int END = 0x0B;
  public static final int LEGACY_DELEGATE = 0x18;
  public static final int TRY_TABLE = 0x1F;
  public static final int MEMORY_GROW = 0x40;
  public static final int GC_PREFIX = 0xFB;
  public static final int MISC_PREFIX = 0xFC;
  public static final int SIMD_PREFIX = 0xFD;
  public static final int ATOMIC_PREFIX = 0xFE;
  public static final int TABLE_GROW = prefixed(MISC_PREFIX, 15);

  /// In a memory argument's alignment: a memory index follows.
  private static final int HAS_MEMORY_INDEX = 0x40;

  private final ByteReader in;
  private int depth;
  private boolean otherMemory;
  private boolean typedBlock;

  /// Starts at the first instruction.
  public InstructionReader(ByteReader in) {
    this.in = in;
  }

  /// The number of an opcode with a prefix.
  public static int prefixed(int prefix, int opcode) {
    return prefix << 16 | opcode;
  }

  /// How many blocks are open; -1 behind the expression's `end`.
  public int depth() {
    return depth;
  }

  /// Whether the last instruction named a memory other than the first.
  public boolean otherMemory() {
    return otherMemory;
  }

  /// Whether the last instruction was a block with a type from the type section.
  public boolean typedBlock() {
    return typedBlock;
  }

  /// Reads an instruction with its immediates.
  ///
  /// @throws MalformedModuleException at an opcode that is not known
  public int next() {
    otherMemory = false;
    typedBlock = false;
    int opcode = in.u8();
    switch (opcode) {
      case GC_PREFIX, MISC_PREFIX, SIMD_PREFIX, ATOMIC_PREFIX -> {
        int operation = in.u32();
        prefixedImmediates(opcode, operation);
        return prefixed(opcode, operation);
      }
      default -> {
        if (opcode >= 0x20) {
          plainImmediates(opcode);
        } else {
          controlImmediates(opcode);
        }
        return opcode;
      }
    }
  }

  private void controlImmediates(int opcode) {
    switch (opcode) {
      case BLOCK, LOOP, IF, LEGACY_TRY -> blockType();
      case END -> depth--;
      case 0x00, 0x01, 0x05, 0x0A, 0x0F, 0x19, 0x1A, 0x1B -> {}
      case 0x07, 0x08, 0x09, 0x0C, 0x0D, 0x10, 0x12, 0x14, 0x15 -> in.skipLeb();
      case 0x0E -> skipLebs(in.u32() + 1);
      case 0x11, 0x13 -> skipLebs(2);
      case LEGACY_DELEGATE -> {
        in.skipLeb();
        depth--;
      }
      case 0x1C -> {
        int types = in.u32();
        for (int i = 0; i < types; i++) {
          skipValType(in);
        }
      }
      case TRY_TABLE -> {
        blockType();
        catches();
      }
      default -> throw unknown(opcode);
    }
  }

  private void catches() {
    int clauses = in.u32();
    for (int i = 0; i < clauses; i++) {
      boolean tagged = in.u8() < 2;
      skipLebs(tagged ? 2 : 1);
    }
  }

  private void blockType() {
    int first = in.u8();
    if (first == 0x63 || first == 0x64 || first >= 0x80) {
      in.skipLeb();
    }
    // A value type or "empty" is a negative number of one byte.
    typedBlock = first >= 0x80 || (first & 0x40) == 0;
    depth++;
  }

  private void plainImmediates(int opcode) {
    if (opcode >= 0x28 && opcode <= 0x3E) {
      memoryArgument();
    } else if (opcode == 0x3F || opcode == MEMORY_GROW) {
      otherMemory = in.u32() != 0;
    } else if (opcode == 0x43) {
      in.skip(4);
    } else if (opcode == 0x44) {
      in.skip(8);
    } else if (opcode <= 0x42
        || opcode == 0xD0
        || opcode == 0xD2
        || opcode == 0xD5
        || opcode == 0xD6) {
      in.skipLeb();
    } else if (opcode > 0xC4 && opcode != 0xD1 && opcode != 0xD3 && opcode != 0xD4) {
      throw unknown(opcode);
    }
  }

  private void memoryArgument() {
    int alignment = in.u32();
    if ((alignment & HAS_MEMORY_INDEX) != 0) {
      otherMemory = in.u32() != 0;
    }
    in.skipLeb();
  }

  private void prefixedImmediates(int prefix, int operation) {
    switch (prefix) {
      case GC_PREFIX -> gcImmediates(operation);
      case MISC_PREFIX -> miscImmediates(operation);
      case SIMD_PREFIX -> simdImmediates(operation);
      default -> {
        if (operation == 3) {
          in.u8();
        } else {
          memoryArgument();
        }
      }
    }
  }

  private void gcImmediates(int operation) {
    switch (operation) {
      case 0, 1, 6, 7, 11, 12, 13, 14, 16, 20, 21, 22, 23 -> in.skipLeb();
      case 2, 3, 4, 5, 8, 9, 10, 17, 18, 19 -> skipLebs(2);
      case 15, 26, 27, 28, 29, 30 -> {}
      case 24, 25 -> {
        in.u8();
        skipLebs(3);
      }
      default -> throw unknown(prefixed(GC_PREFIX, operation));
    }
  }

  private void miscImmediates(int operation) {
    switch (operation) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 19, 20, 21, 22 -> {}
      case 8 -> {
        in.skipLeb();
        otherMemory = in.u32() != 0;
      }
      case 10 -> {
        boolean target = in.u32() != 0;
        otherMemory = in.u32() != 0 || target;
      }
      case 11 -> otherMemory = in.u32() != 0;
      case 9, 13, 15, 16, 17, 18 -> in.skipLeb();
      case 12, 14 -> skipLebs(2);
      default -> throw unknown(prefixed(MISC_PREFIX, operation));
    }
  }

  private void simdImmediates(int operation) {
    if (operation <= 11 || operation == 92 || operation == 93) {
      memoryArgument();
    } else if (operation <= 13) {
      in.skip(16);
    } else if (operation >= 21 && operation <= 34) {
      in.u8();
    } else if (operation >= 84 && operation <= 91) {
      memoryArgument();
      in.u8();
    }
  }

  private void skipLebs(int count) {
    for (int i = 0; i < count; i++) {
      in.skipLeb();
    }
  }

  /// Skips a value type: one byte, but for `(ref null? heap-type)`.
  static void skipValType(ByteReader in) {
    int first = in.u8();
    if (first == 0x63 || first == 0x64) {
      in.skipLeb();
    }
  }

  private static MalformedModuleException unknown(int opcode) {
    return new MalformedModuleException("illegal opcode 0x%X".formatted(opcode));
  }
}
