package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.MemorySection;
import com.dylibso.chicory.wasm.types.NameCustomSection;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.chicory.ModuleDecoder.Decoded;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A module with its code.
final class ChicoryModule implements CoreModule {

  private final ChicoryEngine engine;
  private final WasmModule wasm;
  private final int ownFunctions;
  private final boolean compiled;
  private final String className;
  private final Function<Instance, Machine> machineFactory;
  private final List<ImportDescriptor> imports;
  private final List<ExportDescriptor> exports;

  /// @param decoded what was decoded
  /// @param interpreted whether the function with this index runs in the interpreter
  /// @param ownFunctions how many functions the module has, with its imports; what comes behind are
  ///   pieces of those
  /// @param className what the names of its generated classes begin with
  ChicoryModule(
      ChicoryEngine engine,
      Decoded decoded,
      IntPredicate interpreted,
      int ownFunctions,
      String className,
      Function<Instance, Machine> machineFactory) {
    this.engine = engine;
    this.wasm = LinkableModule.of(decoded.wasm(), interpreted);
    this.ownFunctions = ownFunctions;
    this.compiled = IntStream.range(0, ownFunctions).noneMatch(interpreted);
    this.className = className;
    this.machineFactory = machineFactory;
    this.imports = decoded.imports();
    this.exports = decoded.exports();
  }

  /// Whether none of its functions runs in the interpreter.
  boolean isCompiled() {
    return compiled;
  }

  ChicoryEngine engine() {
    return engine;
  }

  WasmModule wasm() {
    return wasm;
  }

  String className() {
    return className;
  }

  Function<Instance, Machine> machineFactory() {
    return machineFactory;
  }

  /// The end of the functions that the module itself has, as its author knows them.
  int ownFunctions() {
    return ownFunctions;
  }

  int importedFunctions() {
    return wasm.importSection().count(ExternalType.FUNCTION);
  }

  /// How many tables it has of its own.
  int definedTables() {
    return wasm.tableSection().tableCount();
  }

  /// How many memories it has of its own.
  int definedMemories() {
    return wasm.memorySection().map(MemorySection::memoryCount).orElse(0);
  }

  @Nullable NameCustomSection names() {
    return wasm.nameSection();
  }

  @Override
  public List<ImportDescriptor> imports() {
    return imports;
  }

  @Override
  public List<ExportDescriptor> exports() {
    return exports;
  }
}
