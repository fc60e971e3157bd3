package dev.jawa.engine.binary;

import dev.jawa.engine.Feature;
import org.jspecify.annotations.Nullable;

/// Which proposal an instruction came with.
final class OpcodeFeatures {

  /// The first of the relaxed vector instructions.
  private static final int FIRST_RELAXED = 0x100;

  private OpcodeFeatures() {}

  /// The proposal of an opcode as [InstructionReader#next] numbers it, `null` for WebAssembly 1.0.
  static @Nullable Feature of(int opcode) {
    int operation = opcode & 0xFFFF;
    return switch (opcode >>> 16) {
      case InstructionReader.GC_PREFIX -> Feature.GC;
      case InstructionReader.SIMD_PREFIX ->
          operation >= FIRST_RELAXED ? Feature.RELAXED_SIMD : Feature.SIMD;
      case InstructionReader.ATOMIC_PREFIX -> Feature.THREADS;
      case InstructionReader.MISC_PREFIX -> misc(operation);
      default -> plain(opcode);
    };
  }

  private static @Nullable Feature misc(int operation) {
    if (operation <= 7) {
      return Feature.SATURATING_FLOAT_TO_INT;
    }
    if (operation <= 14) {
      return Feature.BULK_MEMORY;
    }
    return operation <= 17 ? Feature.REFERENCE_TYPES : null;
  }

  private static @Nullable Feature plain(int opcode) {
    return switch (opcode) {
      case 0x08, 0x0A, 0x1F -> Feature.EXCEPTION_HANDLING;
      case 0x12, 0x13, 0x15 -> Feature.TAIL_CALL;
      case 0x14, 0xD4, 0xD5, 0xD6 -> Feature.TYPED_FUNCTION_REFERENCES;
      case 0x1C, 0x25, 0x26, 0xD0, 0xD1, 0xD2 -> Feature.REFERENCE_TYPES;
      case 0xC0, 0xC1, 0xC2, 0xC3, 0xC4 -> Feature.SIGN_EXTENSION;
      case 0xD3 -> Feature.GC;
      default -> null;
    };
  }

  /// The proposal of an opcode that the SPI has no name for, or `null`.
  static @Nullable String otherProposal(int opcode) {
    return switch (opcode) {
      case 0x06, 0x07, 0x09, 0x18, 0x19 -> "legacy exception-handling";
      case 0xE0, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6 -> "stack-switching";
      default -> {
        boolean misc = opcode >>> 16 == InstructionReader.MISC_PREFIX;
        int operation = opcode & 0xFFFF;
        yield misc && operation >= 19 && operation <= 22 ? "wide-arithmetic" : null;
      }
    };
  }
}
