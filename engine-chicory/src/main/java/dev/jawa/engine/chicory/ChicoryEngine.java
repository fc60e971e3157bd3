package dev.jawa.engine.chicory;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.internal.Compiler;
import com.dylibso.chicory.compiler.internal.CompilerResult;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.wasm.InvalidException;
import com.dylibso.chicory.wasm.MalformedException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Chicory: wasm compiled to JVM bytecode.
final class ChicoryEngine implements Engine {

  private static final Set<Feature> FEATURES =
      EnumSet.of(
          Feature.MULTI_VALUE,
          Feature.BULK_MEMORY,
          Feature.REFERENCE_TYPES,
          Feature.SATURATING_FLOAT_TO_INT,
          Feature.SIGN_EXTENSION,
          Feature.MUTABLE_GLOBALS,
          Feature.THREADS,
          Feature.MULTI_MEMORY,
          Feature.EXTENDED_CONST,
          Feature.EXCEPTION_HANDLING,
          Feature.TYPED_FUNCTION_REFERENCES,
          Feature.GC);

  private final EngineOptions options;
  private final ClassPatcher patcher = new ClassPatcher();
  private final byte[] shaded = patcher.patch(GeneratedClasses.originalShaded());

  ChicoryEngine(EngineOptions options) {
    this.options = options;
  }

  @Override
  public String id() {
    return ChicoryEngineProvider.ID;
  }

  @Override
  public String version() {
    return "1.7.5";
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public CoreModule compile(byte[] wasm) {
    WasmModule parsed = parse(wasm);
    WasmModule linkable = Linkage.withNumberedImports(parsed);
    String className = "dev.jawa.guest.M" + digest(wasm);
    if (options.interpretOnly()) {
      return new ChicoryModule(
          this, linkable, ChicoryTypes.imports(parsed), className, InterpreterMachine::new);
    }
    CompilerResult result =
        Compiler.builder(parsed)
            .withClassName(className)
            .withInterpreterFallback(InterpreterFallback.SILENT)
            .withClassCollectorFactory(() -> new GeneratedClasses(shaded))
            .build()
            .compile();
    Map<String, byte[]> classes = new LinkedHashMap<>();
    result.classBytes().forEach((name, bytes) -> classes.put(name, patcher.patch(bytes)));
    return new ChicoryModule(
        this,
        linkable,
        ChicoryTypes.imports(parsed),
        className,
        new GuestClassLoader(classes).machineFactory(result.collector().mainClassName()));
  }

  private static WasmModule parse(byte[] wasm) {
    try {
      return Parser.parse(wasm);
    } catch (MalformedException e) {
      throw new MalformedModuleException(String.valueOf(e.getMessage()), e);
    } catch (InvalidException e) {
      throw new InvalidModuleException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String digest(byte[] wasm) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(wasm);
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public CoreStore newStore(StoreLimits limits) {
    return new ChicoryStore(this, limits);
  }

  @Override
  public void close() {}
}
