package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionBody;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.Feature;
import dev.jawa.engine.UnsupportedModuleException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Refuses modules that Chicory compiles to something wrong, or not at all.
final class UnsupportedProposals {

  private static final int SIMD_PREFIX = 0xFD;

  /// The first version field of a component, in place of a module's.
  private static final int COMPONENT_LAYER = 0x01;

  private static final Pattern ILLEGAL_OPCODE =
      Pattern.compile("illegal opcode, op value ([0-9A-F]+)");

  /// Opcodes unknown to Chicory's parser, and who owns them.
  private static final Map<String, String> OPCODE_PROPOSALS =
      Map.ofEntries(
          Map.entry("06", "legacy exception-handling"),
          Map.entry("07", "legacy exception-handling"),
          Map.entry("09", "legacy exception-handling"),
          Map.entry("18", "legacy exception-handling"),
          Map.entry("19", "legacy exception-handling"),
          Map.entry("FC13", "wide-arithmetic"),
          Map.entry("FC14", "wide-arithmetic"),
          Map.entry("FC15", "wide-arithmetic"),
          Map.entry("FC16", "wide-arithmetic"),
          Map.entry("E0", "stack-switching"),
          Map.entry("E1", "stack-switching"),
          Map.entry("E2", "stack-switching"),
          Map.entry("E3", "stack-switching"),
          Map.entry("E4", "stack-switching"),
          Map.entry("E5", "stack-switching"),
          Map.entry("E6", "stack-switching"));

  private UnsupportedProposals() {}

  static void check(WasmModule module) {
    for (FunctionType type : module.typeSection().types()) {
      // null for struct and array types
      if (type != null) {
        checkTypes(type.params());
        checkTypes(type.returns());
      }
    }
    for (FunctionBody body : module.codeSection().functionBodies()) {
      checkTypes(body.localTypes());
      body.instructions().forEach(instruction -> check(instruction.opcode()));
    }
    for (var global : module.globalSection().globals()) {
      checkTypes(List.of(global.valueType()));
    }
  }

  private static void check(OpCode opcode) {
    if (opcode.opcode() >>> 8 == SIMD_PREFIX) {
      throw refuse(Feature.SIMD);
    }
    if (opcode == OpCode.RETURN_CALL
        || opcode == OpCode.RETURN_CALL_INDIRECT
        || opcode == OpCode.RETURN_CALL_REF) {
      throw refuse(Feature.TAIL_CALL);
    }
  }

  private static void checkTypes(List<ValType> types) {
    if (types.contains(ValType.V128)) {
      throw refuse(Feature.SIMD);
    }
  }

  private static UnsupportedModuleException refuse(Feature feature) {
    return new UnsupportedModuleException(refusal(feature.proposal()));
  }

  static String refusal(String proposal) {
    return "the module uses the %s proposal, which engine %s does not support"
        .formatted(proposal, ChicoryEngineProvider.ID);
  }

  /// Whether an opcode of relaxed SIMD (0xFD 0x100 to 0x113) may be in there. The parser takes the
  /// first byte of the second part for all of it, and stumbles over what follows: over a number
  /// that is too long, or over the other byte, which it takes for the beginning of a block.
  private static boolean hasRelaxedSimd(byte[] wasm) {
    for (int i = 0; i + 2 < wasm.length; i++) {
      int low = wasm[i + 1] & 0xFF;
      if ((wasm[i] & 0xFF) == SIMD_PREFIX && low >= 0x80 && low <= 0x93 && wasm[i + 2] == 2) {
        return true;
      }
    }
    return false;
  }

  /// The proposal that makes the parser call these bytes malformed, or `null` if they just are.
  static @Nullable String inMalformed(byte[] wasm, String message) {
    if (wasm.length >= 8 && wasm[6] == COMPONENT_LAYER && wasm[7] == 0) {
      return "component-model";
    }
    boolean stumbles =
        message.contains("integer too large") || message.contains("END opcode expected");
    if (stumbles && hasRelaxedSimd(wasm)) {
      return Feature.RELAXED_SIMD.proposal();
    }
    Matcher opcode = ILLEGAL_OPCODE.matcher(message);
    if (opcode.find()) {
      return OPCODE_PROPOSALS.get(opcode.group(1));
    }
    return LimitsFlags.proposal(wasm);
  }
}
