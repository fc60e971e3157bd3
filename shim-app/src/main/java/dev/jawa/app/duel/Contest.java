package dev.jawa.app.duel;

import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.CoreTag;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.GuestExit;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.preview1.Preview1;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One engine's part in a duel.
///
/// A command runs. Of any other module each exported function is called with a few arguments, in an
/// instance of its own, and what it did to exported memories and globals is looked at.
final class Contest {

  private static final String START = "_start";
  private static final int OUTPUT_LIMIT = 64 << 20;

  /// Where most branches and overflows are.
  private static final long[] ARGUMENTS = {0, 7, -1};

  private final Engine engine;
  private final DuelInput input;
  private final Duration timeout;
  private final Facts facts = new Facts();

  Contest(Engine engine, DuelInput input, Duration timeout) {
    this.engine = engine;
    this.input = input;
    this.timeout = timeout;
  }

  Facts run(byte[] wasm) {
    CoreModule module;
    try {
      module = engine.compile(wasm);
    } catch (MalformedModuleException e) {
      facts.put("module", "malformed");
      return facts;
    } catch (InvalidModuleException e) {
      facts.put("module", "invalid");
      return facts;
    }
    if (module.exports().stream().anyMatch(export -> export.name().equals(START))) {
      fight(module, START, 0);
      return facts;
    }
    fight(module, null, 0);
    module.exports().stream()
        .filter(export -> Exports.isCallable(export.type()))
        .forEach(export -> {
          for (long argument : ARGUMENTS) {
            fight(module, export.name(), argument);
          }
        });
    return facts;
  }

  /// One instance, and at most one call.
  private void fight(CoreModule module, @Nullable String function, long argument) {
    String round = function == null ? "start" : "%s(%d…)".formatted(function, argument);
    SteadyHost host = new SteadyHost();
    MemorySink out = new MemorySink(OUTPUT_LIMIT);
    MemorySink err = new MemorySink(OUTPUT_LIMIT);
    Stdio stdio = new Stdio(new MemorySource(input.stdin()), out, err, false, false, false);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT);
        WasiContext context =
            WasiContext.builder(stdio, host)
                .args(input.args())
                .clock(host)
                .preopens(input.preopens().get())
                .build();
        Preview1 wasi = new Preview1(store, context)) {
      CompletableFuture<?> watch =
          new CompletableFuture<>().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
      var _ =
          watch.exceptionally(_ -> {
            store.interrupt();
            return null;
          });
      facts.put(round, outcome(store, wasi, module, function, argument, round));
      watch.cancel(false);
    }
    facts.put(round + " stdout", out.text());
    facts.put(round + " stderr", err.text());
  }

  private String outcome(
      CoreStore store,
      Preview1 wasi,
      CoreModule module,
      @Nullable String function,
      long argument,
      String round) {
    DuelImports imports = new DuelImports(store, wasi);
    CoreInstance instance = null;
    String outcome;
    try {
      instance = store.instantiate(module, imports.of(module));
      outcome = function == null ? "done" : call(instance, function, argument);
    } catch (GuestExit e) {
      outcome = "exit " + e.code();
    } catch (Trap e) {
      outcome = "trap: " + e.kind().message();
    }
    facts.put(round + " host calls", imports.calls());
    if (instance != null) {
      look(instance, round);
    }
    return outcome;
  }

  private static String call(CoreInstance instance, String name, long argument) {
    if (!(instance.export(name) instanceof CoreFunc func)) {
      return "no function";
    }
    CoreFuncType type = func.type();
    long[] arguments = new long[type.params().size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = type.params().get(i) == CoreValType.EXTERNREF ? -1 : argument + i;
    }
    return Exports.text(type.results(), func.call(arguments));
  }

  /// What can be seen from outside when it is over.
  private void look(CoreInstance instance, String round) {
    for (String name : instance.exportNames()) {
      CoreExtern extern = instance.export(name);
      switch (extern) {
        case CoreMemory memory -> facts.put(round + " memory " + name, Exports.digest(memory));
        case CoreGlobal global when Exports.isNumber(global.type()) ->
            facts.put(
                round + " global " + name,
                Exports.text(List.of(global.type()), new long[] {global.get()}));
        case CoreTable table -> facts.put(round + " table " + name, "size " + table.size());
        case CoreGlobal _, CoreFunc _, CoreTag _ -> {}
        case null -> facts.put(round + " " + name, "no such export");
      }
    }
  }
}
