package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.Truffle;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/// GraalWasm on one Truffle engine, whose code all stores share.
final class GraalWasmEngine implements Engine {

  /// What Truffle calls the runtime that has no compiler.
  private static final String FALLBACK = "Interpreted";

  private final org.graalvm.polyglot.Engine polyglot;

  GraalWasmEngine(EngineOptions options) {
    var builder =
        org.graalvm.polyglot.Engine.newBuilder("wasm")
            .allowExperimentalOptions(true)
            // Said by note(), in one line.
            .option("engine.WarnInterpreterOnly", "false")
            .option("engine.WarnVirtualThreadSupport", "false");
    if (options.interpretOnly() && !isFallback()) {
      builder.option("engine.Compilation", "false");
    }
    this.polyglot = builder.build();
  }

  private static boolean isFallback() {
    return Truffle.getRuntime().getName().equals(FALLBACK);
  }

  @Override
  public String id() {
    return GraalWasmEngineProvider.ID;
  }

  @Override
  public String version() {
    return GraalWasmVersion.get();
  }

  @Override
  public Set<Feature> features() {
    return GraalWasmEngineProvider.FEATURES;
  }

  @Override
  public @Nullable String note() {
    return isFallback()
        ? "engine graalwasm runs without its compiler, many times slower: start it through bin/jawa"
            + " or on a GraalVM JDK"
        : null;
  }

  @Override
  public CoreModule compile(byte[] wasm) {
    // A context for each compilation: it is cheap, and remembers every thread that was in it.
    try (Context context = newContext()) {
      return GraalModule.compile(this, context, wasm);
    }
  }

  /// A context of this engine. The options must be the same for all, or they share no code.
  Context newContext() {
    return Context.newBuilder("wasm")
        .engine(polyglot)
        .allowExperimentalOptions(true)
        .option("wasm.UseUnsafeMemory", "true")
        .option("wasm.MultiMemory", "true")
        .option("wasm.Memory64", "true")
        .option("wasm.Threads", "true")
        .option("wasm.RelaxedSIMD", "true")
        .option("wasm.ExtendedConstExpressions", "true")
        .build();
  }

  @Override
  public CoreStore newStore(StoreLimits limits) {
    return new GraalStore(this, limits);
  }

  @Override
  public void close() {
    polyglot.close(true);
  }
}
