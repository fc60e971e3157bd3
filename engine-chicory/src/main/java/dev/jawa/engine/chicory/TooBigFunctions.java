package dev.jawa.engine.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.ByteClassCollector;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionBody;
import java.util.Set;

/// Finds the functions that do not fit a Java method.
///
/// The compiler starts all over for each one it meets, which for a large program in a single module
/// (a JavaScript engine, say) is half a minute. So it is tried on the large functions alone first.
final class TooBigFunctions {

  /// Few instructions become more than a dozen of the 64 Ki bytes that a method may have, most
  /// three or four; what is too big all the same, for a huge `br_table` say, costs a restart as
  /// before.
  private static final int SUSPICIOUS_INSTRUCTIONS = 5_000;

  private TooBigFunctions() {}

  /// The indices of what has to be interpreted, as far as it can be told beforehand.
  ///
  /// @param bytes the module's bytes
  static Set<Integer> find(byte[] bytes, WasmModule module) {
    FunctionBody[] bodies = module.codeSection().functionBodies();
    boolean none = true;
    for (FunctionBody body : bodies) {
      none &= !isSuspicious(body);
    }
    if (none) {
      return Set.of();
    }
    byte[] largeOnes = WasmStripper.strip(bytes, index -> isSuspicious(bodies[index]));
    return Compiler.builder(ModuleDecoder.decodeTrusted(largeOnes).wasm())
        .withInterpreterFallback(InterpreterFallback.SILENT)
        .withClassCollectorFactory(ByteClassCollector::new)
        .build()
        .compile()
        .interpretedFunctions();
  }

  private static boolean isSuspicious(FunctionBody body) {
    return body.instructions().size() > SUSPICIOUS_INSTRUCTIONS;
  }
}
