package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.Truffle;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.ModuleCompiled;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.jspecify.annotations.Nullable;

/// GraalWasm on one Truffle engine, whose code all stores share.
final class GraalWasmEngine implements Engine {

  /// What Truffle calls the runtime that has no compiler.
  private static final String FALLBACK = "Interpreted";

  /// `(module (func (result i32) i32.const 1) (func unreachable) (func (export "call") (result i32)
  /// call 0) (func (export "trap") call 1))`
  private static final byte[] FIRST_CALLS =
      HexFormat.of()
          .parseHex(
              "0061736d01000000"
                  + "0108026000017f600000"
                  + "03050400010001"
                  + "070f020463616c6c000204747261700003"
                  + "0a1404040041010b0300000b040010000b040010010b");

  /// `(module (import "" "" (func)) (func (export "spin") call 0 loop br 0 end))`
  private static final byte[] FIRST_INTERRUPT =
      HexFormat.of()
          .parseHex(
              "0061736d01000000"
                  + "0104016000000205010000000003020100"
                  + "070801047370696e0001"
                  + "0a0b010900100003400c000b0b");

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
    makeFirstCalls();
    interruptFirst();
  }

  /// Truffle initializes classes when the first call returns or fails. In a guest that begins with
  /// an endless recursion that is where the stack ends: the class would fail, and from then on in
  /// every guest of this JVM.
  private void makeFirstCalls() {
    try (CoreStore store = newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(compile(FIRST_CALLS), List.of());
      for (String name : List.of("call", "trap")) {
        if (instance.export(name) instanceof CoreFunc function) {
          function.call();
        }
      }
    } catch (Trap e) {
      // The last of them does.
    }
  }

  /// The first guest that is interrupted would go on for as long as it takes to load and initialize
  /// what that needs.
  private void interruptFirst() {
    boolean interrupted = Thread.interrupted();
    try (CoreStore store = newStore(StoreLimits.DEFAULT)) {
      CoreFuncType type = new CoreFuncType(List.of(), List.of());
      CoreFunc host =
          store.hostFunc(
              type,
              (_, _) -> {
                store.interrupt();
                return HostFunction.NONE;
              });
      CoreInstance instance = store.instantiate(compile(FIRST_INTERRUPT), List.of(host));
      if (instance.export("spin") instanceof CoreFunc spin) {
        spin.call();
      }
    } catch (Trap e) {
      // It was interrupted.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
    ModuleCompiled event = GuestEvents.compiling();
    try (Context context = newContext()) {
      CoreModule module = GraalModule.compile(this, context, wasm);
      GuestEvents.compiled(event, id(), wasm.length);
      return module;
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
    return new GraalStore(this, limits, GraalStore.Use.ONCE);
  }

  @Override
  public CoreStore newResettableStore(StoreLimits limits) {
    return new GraalStore(this, limits, GraalStore.Use.AGAIN);
  }

  @Override
  public void close() {
    polyglot.close(true);
  }
}
