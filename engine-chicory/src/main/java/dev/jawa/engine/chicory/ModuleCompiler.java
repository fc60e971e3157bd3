package dev.jawa.engine.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import com.dylibso.chicory.wasm.types.OpCode;
import dev.jawa.engine.UnsupportedModuleException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs Chicory's compiler and patches what comes out.
final class ModuleCompiler {

  private static final Logger LOG = System.getLogger(ModuleCompiler.class.getName());

  private static final String FUNCTIONS_INFIX = "FuncGroup_";
  private static final String INDIRECT_INFIX = "CallIndirectBridge_";

  private final ClassPatcher patcher = new ClassPatcher();
  private final byte[] shaded = patcher.patch(GeneratedClasses.originalShaded());

  /// @param className unique for the module, as it tells modules apart in stack traces
  /// @throws UnsupportedModuleException if the compiler gives up
  CompiledCode compile(WasmModule module, String className) {
    CompilerResult result = generate(module, className);
    warn(module, result.interpretedFunctions());
    String main = result.collector().mainClassName();
    boolean initsMemory = usesMemoryInit(module);
    Map<String, byte[]> classes = new LinkedHashMap<>();
    result
        .classBytes()
        .forEach((name, bytes) ->
            classes.put(name, needsPatch(name, main, initsMemory) ? patcher.patch(bytes) : bytes));
    return new CompiledCode(main, classes, result.interpretedFunctions());
  }

  private CompilerResult generate(WasmModule module, String className) {
    try {
      return Compiler.builder(module)
          .withClassName(className)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .withClassCollectorFactory(() -> new GeneratedClasses(shaded))
          .build()
          .compile();
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnsupportedModuleException(
          "engine %s cannot compile the module: %s".formatted(ChicoryEngineProvider.ID, e), e);
    }
  }

  private static void warn(WasmModule module, Set<Integer> interpreted) {
    if (interpreted.isEmpty()) {
      return;
    }
    NameCustomSection names = module.nameSection();
    String functions =
        interpreted.stream()
            .sorted()
            .map(index -> names == null ? null : names.nameOfFunction(index))
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    LOG.log(
        Level.WARNING,
        "{0} functions are too big for a Java method and run in the interpreter: {1}",
        interpreted.size(),
        functions);
  }

  /// Only few classes hold calls to patch, and looking through the others takes time.
  private static boolean needsPatch(String name, String main, boolean initsMemory) {
    return name.equals(main)
        || name.contains(INDIRECT_INFIX)
        || initsMemory && name.contains(FUNCTIONS_INFIX);
  }

  private static boolean usesMemoryInit(WasmModule module) {
    return module.dataCountSection().isPresent()
        && Arrays.stream(module.codeSection().functionBodies())
            .flatMap(body -> body.instructions().stream())
            .anyMatch(instruction -> instruction.opcode() == OpCode.MEMORY_INIT);
  }
}
