package dev.jawa.app.guest;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.InstanceClosed;
import dev.jawa.engine.events.InstanceCreated;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.HttpTransport;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.preview1.Preview1;
import org.jspecify.annotations.Nullable;

/// A core module with WASI 0.1: a command (`_start`), or a library of which a function is called.
final class ModuleGuest implements Guest {

  static final String START = "_start";

  private final String name;
  private final Engine engine;
  private final CoreModule module;
  private final HostRandom random;
  private final ModuleLinker linker;

  private ModuleGuest(
      String name, Engine engine, CoreModule module, HostRandom random, ModuleLinker linker) {
    this.name = name;
    this.engine = engine;
    this.module = module;
    this.random = random;
    this.linker = linker;
  }

  static ModuleGuest load(
      String name, Engine engine, byte[] wasm, HostRandom random, ModuleLinker linker) {
    CoreModule module = engine.compile(wasm);
    // What is missing is said before anything starts.
    Stdio none =
        new Stdio(
            new MemorySource(new byte[0]),
            new MemorySink(0),
            new MemorySink(0),
            false,
            false,
            false);
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT);
        WasiContext context = WasiContext.builder(none, random).build();
        Preview1 preview1 = new Preview1(store, context)) {
      linker.check(module, store, preview1);
    }
    return new ModuleGuest(name, engine, module, random, linker);
  }

  @Override
  public GuestKind kind() {
    return GuestKind.MODULE;
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    CoreCall call = call(spec);
    return GuestThread.start(name, spec, thread -> run(spec, call, thread));
  }

  /// The call that the arguments ask for; wrong ones are found before the guest starts.
  private @Nullable CoreCall call(GuestSpec spec) {
    String function = spec.function();
    if (function == null) {
      checkStart();
      return null;
    }
    for (ExportDescriptor export : module.exports()) {
      if (export.name().equals(function) && export.type() instanceof ExternType.Func(var type)) {
        return CoreCall.of(name, function, type, spec.args());
      }
    }
    throw new GuestException(
        name + " exports no function " + function + "; 'jawa inspect' lists them");
  }

  /// A `_start` of another type is no command's, and must not be passed over in silence.
  private void checkStart() {
    for (ExportDescriptor export : module.exports()) {
      if (export.name().equals(START)
          && export.type() instanceof ExternType.Func(var type)
          && !isPlain(type)) {
        throw new GuestException(
            "%s: _start has the type %s, a command's has [] -> []; --invoke or FILE#FUNCTION calls it with arguments"
                .formatted(name, type));
      }
    }
  }

  /// The type of `_start` and `_initialize`.
  static boolean isPlain(CoreFuncType type) {
    return type.params().isEmpty() && type.results().isEmpty();
  }

  private int run(GuestSpec spec, @Nullable CoreCall call, GuestThread thread) {
    try (WasiContext context = Contexts.of(spec, random, HttpTransport.DENIED);
        CoreStore store = engine.newStore(spec.limits());
        Preview1 preview1 = new Preview1(store, context)) {
      thread.interruptWith(store::interrupt);
      InstanceCreated created = GuestEvents.instantiating();
      CoreInstance instance = linker.instantiate(module, store, preview1);
      GuestEvents.instantiated(created, engine.id());
      InstanceClosed life = GuestEvents.living();
      try {
        call(instance, call, spec.stdio().stdout());
      } finally {
        GuestEvents.closed(life);
      }
      return 0;
    }
  }

  private static void call(CoreInstance instance, @Nullable CoreCall call, ByteSink stdout) {
    if (call == null) {
      callIfThere(instance, START);
    } else {
      call.run(instance, stdout);
    }
  }

  /// A module without either is started by its instantiation alone.
  static void callIfThere(CoreInstance instance, String function) {
    if (instance.export(function) instanceof CoreFunc func && isPlain(func.type())) {
      func.call();
    }
  }
}
