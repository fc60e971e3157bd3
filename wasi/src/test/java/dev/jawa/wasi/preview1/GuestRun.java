package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.StoreLimits;
import dev.jawa.wasi.ctx.GuestExit;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.SystemRandom;
import dev.jawa.wasi.ctx.WasiContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One run of a command module to its end.
record GuestRun(int exitCode, String stdout, String stderr) {

  private static final int OUTPUT_LIMIT = 1 << 20;

  /// What a run starts with.
  record Setup(
      List<String> args, Map<String, String> environment, String stdin, List<Preopen> preopens) {}

  static GuestRun of(Engine engine, byte[] wasm, Setup setup) {
    MemorySink stdout = new MemorySink(OUTPUT_LIMIT);
    MemorySink stderr = new MemorySink(OUTPUT_LIMIT);
    MemorySource stdin = new MemorySource(setup.stdin().getBytes(StandardCharsets.UTF_8));
    Stdio stdio = new Stdio(stdin, stdout, stderr, false, false, false);
    CoreModule module = engine.compile(wasm);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT);
        WasiContext context =
            WasiContext.builder(stdio, new SystemRandom())
                .args(setup.args())
                .environment(setup.environment())
                .preopens(setup.preopens())
                .build();
        Preview1 preview1 = new Preview1(store, context)) {
      int exitCode = start(store, preview1, module);
      return new GuestRun(exitCode, stdout.text(), stderr.text());
    }
  }

  private static int start(CoreStore store, Preview1 preview1, CoreModule module) {
    try {
      CoreInstance instance = store.instantiate(module, preview1.importsOf(module));
      ((CoreFunc) instance.export("_start")).call();
      return 0;
    } catch (GuestExit exit) {
      return exit.code();
    }
  }
}
