package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

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

  /// Generated classes are named after their module, so that stack traces tell modules apart.
  private static final String CLASS_NAME_PREFIX = "dev.jawa.guest.M";

  private final boolean interpretOnly;
  private final @Nullable CompiledCache cache;
  private final ModuleCompiler compiler = new ModuleCompiler();

  ChicoryEngine(EngineOptions options) {
    this.interpretOnly = options.interpretOnly();
    Path folder = options.cacheFolder();
    this.cache = folder == null ? null : CompiledCache.open(folder, options.cacheMaxBytes());
  }

  @Override
  public String id() {
    return ChicoryEngineProvider.ID;
  }

  @Override
  public String version() {
    return ChicoryVersion.chicory();
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public CoreModule compile(byte[] wasm) {
    String digest = digest(wasm);
    if (interpretOnly) {
      return module(ModuleDecoder.decode(wasm), _ -> true, digest, Interpreter::forInstance);
    }
    CompiledCache.Entry cached = cache == null ? null : cache.load(digest);
    if (cached != null) {
      return module(ModuleDecoder.decodeTrusted(cached.wasm()), cached.code(), digest);
    }
    WasmModule decoded = ModuleDecoder.decode(wasm);
    CompiledCode code = compiler.compile(decoded, CLASS_NAME_PREFIX + digest);
    if (cache != null) {
      cache.store(digest, CompiledCache.Entry.of(wasm, decoded, code));
    }
    return module(decoded, code, digest);
  }

  private ChicoryModule module(WasmModule decoded, CompiledCode code, String digest) {
    return module(decoded, code.interpreted()::contains, digest, code.load());
  }

  private ChicoryModule module(
      WasmModule decoded,
      IntPredicate interpreted,
      String digest,
      Function<Instance, Machine> machineFactory) {
    return new ChicoryModule(
        this,
        LinkableModule.of(decoded, interpreted),
        ChicoryTypes.imports(decoded),
        CLASS_NAME_PREFIX + digest,
        machineFactory);
  }

  private static String digest(byte[] wasm) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
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
