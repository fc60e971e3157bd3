package dev.jawa.engine.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Global;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.Memory;
import com.dylibso.chicory.wasm.types.MemoryImport;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import com.dylibso.chicory.wasm.types.OpCode;
import com.dylibso.chicory.wasm.types.ValType;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.engine.WasmFrame;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Runs Chicory's compiler and patches what comes out.
final class ModuleCompiler {

  private static final Logger LOG = System.getLogger(ModuleCompiler.class.getName());

  private static final String FUNCTIONS_INFIX = "FuncGroup_";
  private static final String INDIRECT_INFIX = "CallIndirectBridge_";
  private static final String SPREAD_INDIRECT_INFIX = "Indirect_";

  /// The class by which the host calls a function of this number.
  private static final String DISPATCH_SUFFIX = "MachineCall";

  /// The JVM loads and verifies a class as a whole when the first of its functions is called. A
  /// start calls few of a large guest's; of 7.4 MB it takes 150 ms less of a processor than with
  /// classes of 12,288, Chicory's own choice. Compiling takes less, too.
  private static final int FUNCTIONS_PER_CLASS = 256;

  private final ClassPatcher patcher = new ClassPatcher();

  /// Takes a fifth of a second in a new JVM, which must not be spent where all modules come from
  /// the cache.
  private static final class PatchedHelpers {
    private static final ClassPatcher.Uses USUAL = new ClassPatcher.Uses(false, false);
    private static final byte[] OF_USUAL = patched(USUAL);

    static byte[] of(WasmModule module) {
      ClassPatcher.Uses uses =
          new ClassPatcher.Uses(hasSharedMemory(module), hasReferenceGlobals(module));
      return uses.equals(USUAL) ? OF_USUAL : patched(uses);
    }

    private static byte[] patched(ClassPatcher.Uses uses) {
      return new ClassPatcher().patchHelpers(GeneratedClasses.originalShaded(), uses);
    }
  }

  /// Instructions for whose sake more classes are looked through.
  private record Uses(boolean memoryInit, boolean callRef) {}

  /// @param bytes the module's bytes
  /// @param functions how many functions the module had before some were cut
  /// @param className unique for the module, as it tells modules apart in stack traces
  /// @throws UnsupportedModuleException if the compiler gives up
  CompiledCode compile(byte[] bytes, WasmModule module, int functions, String className) {
    CompilerResult result = generate(bytes, module, className);
    warn(module, result.interpretedFunctions());
    String main = result.collector().mainClassName();
    Uses uses = new Uses(usesMemoryInit(module), LinkableModule.callsByReference(module));
    Shortcuts shortcuts = new Shortcuts(hasSharedMemory(module), functions);
    Map<String, byte[]> classes = new LinkedHashMap<>();
    result
        .classBytes()
        .forEach((name, generated) -> {
          byte[] code = name.contains(FUNCTIONS_INFIX) ? shortcuts.shorten(generated) : generated;
          classes.put(name, patched(name, code, main, uses));
        });
    verify(classes);
    return new CompiledCode(main, classes, functions, result.interpretedFunctions());
  }

  /// Only few classes hold calls to patch, and looking through the others takes time.
  private byte[] patched(String name, byte[] bytes, String main, Uses uses) {
    if (name.contains(SPREAD_INDIRECT_INFIX)) {
      return patcher.patchIndirectCalls(bytes);
    }
    boolean callsIndirectly = name.equals(main) || name.contains(INDIRECT_INFIX);
    boolean hasMemoryInit = uses.memoryInit && name.contains(FUNCTIONS_INFIX);
    byte[] patched = callsIndirectly || hasMemoryInit ? patcher.patch(bytes) : bytes;
    if (callsIndirectly && uses.callRef) {
      patched = patcher.patchBridges(patched);
    }
    boolean dispatches = callsIndirectly || name.endsWith(DISPATCH_SUFFIX);
    return dispatches ? patcher.patchSwitches(patched) : patched;
  }

  /// What the JVM's verifier refuses is refused here and not when the guest happens to get there.
  private static void verify(Map<String, byte[]> classes) {
    GuestClassLoader loader = new GuestClassLoader(classes);
    try {
      for (String name : classes.keySet()) {
        Class.forName(name, true, loader);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UnsupportedModuleException(
          "engine %s makes invalid code of the module: %s"
              .formatted(
                  ChicoryEngineProvider.ID, String.valueOf(e.getMessage()).lines().findFirst()),
          e);
    }
  }

  private static CompilerResult generate(byte[] bytes, WasmModule module, String className) {
    try {
      Set<Integer> tooBig = TooBigFunctions.find(bytes, module);
      if (!tooBig.isEmpty()) {
        try {
          return builder(module, className).withInterpretedFunctions(tooBig).build().compile();
        } catch (ChicoryException e) {
          LOG.log(Level.DEBUG, "another function is too big after all, starting over", e);
        }
      }
      return builder(module, className)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .build()
          .compile();
    } catch (RuntimeException | StackOverflowError e) {
      throw new UnsupportedModuleException(
          "engine %s cannot compile the module: %s".formatted(ChicoryEngineProvider.ID, e), e);
    }
  }

  private static Compiler.Builder builder(WasmModule module, String className) {
    return Compiler.builder(module)
        .withClassName(className)
        .withMaxFunctionsPerClass(FUNCTIONS_PER_CLASS)
        .withClassCollectorFactory(() -> new GeneratedClasses(PatchedHelpers.of(module)));
  }

  private static void warn(WasmModule module, Set<Integer> interpreted) {
    if (interpreted.isEmpty()) {
      return;
    }
    NameCustomSection names = module.nameSection();
    String functions =
        interpreted.stream()
            .sorted()
            .map(index ->
                new WasmFrame(null, index, names == null ? null : names.nameOfFunction(index)))
            .map(WasmFrame::toString)
            .collect(Collectors.joining(", "));
    LOG.log(
        Level.WARNING,
        "{0} functions are too big for a Java method and run in the interpreter: {1}",
        interpreted.size(),
        functions);
  }

  private static boolean hasSharedMemory(WasmModule module) {
    Stream<MemoryLimits> imported =
        module.importSection().stream()
            .filter(MemoryImport.class::isInstance)
            .map(memory -> ((MemoryImport) memory).limits());
    Stream<MemoryLimits> own =
        module.memorySection().stream()
            .flatMap(memories ->
                IntStream.range(0, memories.memoryCount())
                    .mapToObj(memories::getMemory)
                    .map(Memory::limits));
    return Stream.concat(imported, own).anyMatch(MemoryLimits::shared);
  }

  private static boolean hasReferenceGlobals(WasmModule module) {
    Stream<ValType> imported =
        module.importSection().stream()
            .filter(GlobalImport.class::isInstance)
            .map(global -> ((GlobalImport) global).type());
    Stream<ValType> own = Arrays.stream(module.globalSection().globals()).map(Global::valueType);
    return Stream.concat(imported, own).anyMatch(ValType::isReference);
  }

  private static boolean usesMemoryInit(WasmModule module) {
    return module.dataCountSection().isPresent()
        && Arrays.stream(module.codeSection().functionBodies())
            .flatMap(body -> body.instructions().stream())
            .anyMatch(instruction -> instruction.opcode() == OpCode.MEMORY_INIT);
  }
}
