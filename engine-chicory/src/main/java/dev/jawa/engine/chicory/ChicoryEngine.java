package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import dev.jawa.engine.CodeCache;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.chicory.ModuleDecoder.Decoded;
import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.ModuleCached;
import dev.jawa.engine.events.ModuleCompiled;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Chicory: wasm compiled to JVM bytecode.
final class ChicoryEngine implements Engine {

  static final Set<Feature> FEATURES =
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
  static final String CLASS_NAME_PREFIX = "dev.jawa.guest.M";

  private final SplitSizes splitSizes;
  private final boolean interpretOnly;
  private final @Nullable CompiledCache cache;

  ChicoryEngine(EngineOptions options) {
    this(options, SplitSizes.DEFAULT);
  }

  /// @param splitSizes how large functions may be
  ChicoryEngine(EngineOptions options, SplitSizes splitSizes) {
    this.splitSizes = splitSizes;
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
  public @Nullable CodeCache codeCache() {
    return interpretOnly ? null : cache;
  }

  @Override
  public Set<Feature> features() {
    return FEATURES;
  }

  @Override
  public CoreModule compile(byte[] wasm) {
    String digest = digest(wasm);
    String className = CLASS_NAME_PREFIX + digest;
    if (interpretOnly) {
      Decoded decoded = ModuleDecoder.decode(wasm);
      return new ChicoryModule(
          this, decoded, _ -> true, functions(decoded.wasm()), className, Interpreter::forInstance);
    }
    ModuleCached found = GuestEvents.seeking();
    CompiledCache.Entry cached = cache == null ? null : cache.load(digest);
    if (cached != null) {
      CoreModule module = module(decoded(cached), cached.code(), className);
      GuestEvents.found(found, id(), wasm.length);
      return module;
    }
    return compileAnew(wasm, digest, className);
  }

  private static Decoded decoded(CompiledCache.Entry cached) {
    return cached.code().interpreted().isEmpty()
        ? ModuleDecoder.decodeCompiled(cached.wasm())
        : ModuleDecoder.decodeTrusted(cached.wasm());
  }

  private CoreModule compileAnew(byte[] wasm, String digest, String className) {
    ModuleCompiled event = GuestEvents.compiling();
    Decoded decoded = ModuleDecoder.decode(wasm);
    int functions = functions(decoded.wasm());
    Compiled compiled =
        CarefulSplit.compile(
            wasm,
            decoded.wasm(),
            splitSizes,
            split -> compiled(split, split == wasm ? decoded : null, functions, className));
    if (cache != null) {
      cache.store(
          digest,
          CompiledCache.Entry.of(compiled.wasm(), compiled.decoded().wasm(), compiled.code()));
    }
    CoreModule module = module(compiled.decoded(), compiled.code(), className);
    GuestEvents.compiled(event, id(), wasm.length);
    return module;
  }

  /// Code and what it was made of.
  private record Compiled(byte[] wasm, Decoded decoded, CompiledCode code) {}

  private static Compiled compiled(
      byte[] wasm, @Nullable Decoded known, int functions, String className) {
    Decoded decoded = known == null ? ModuleDecoder.decode(wasm) : known;
    byte[] parted = FunctionEnds.part(wasm, decoded.wasm());
    if (parted != wasm) {
      decoded = ModuleDecoder.decodeTrusted(parted);
    }
    CompiledCode code = new ModuleCompiler().compile(parted, decoded.wasm(), functions, className);
    return new Compiled(parted, decoded, code);
  }

  private static int functions(WasmModule module) {
    return module.importSection().count(ExternalType.FUNCTION)
        + module.functionSection().functionCount();
  }

  private ChicoryModule module(Decoded decoded, CompiledCode code, String className) {
    return new ChicoryModule(
        this, decoded, code.interpreted()::contains, code.functions(), className, code.load());
  }

  static String digest(byte[] wasm) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  @Override
  public CoreStore newStore(StoreLimits limits) {
    return new ChicoryStore(this, limits, ChicoryStore.Use.ONCE);
  }

  @Override
  public CoreStore newResettableStore(StoreLimits limits) {
    return new ChicoryStore(this, limits, ChicoryStore.Use.AGAIN);
  }

  @Override
  public void close() {}
}
