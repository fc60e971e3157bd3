package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// WASI 0.1 for one guest: the functions its module imports. The guest must export its memory as
/// `memory`.
///
/// A guest that ends itself throws `GuestExit` through the call of its export. Spec:
/// `wasi_snapshot_preview1.witx`; for `wasi_unstable` the phase 0 `wasi_unstable_preview0.witx`.
public final class Preview1 implements AutoCloseable {

  private static final Map<String, Functions> MODULES =
      Map.of("wasi_snapshot_preview1", snapshot(), "wasi_unstable", unstable());

  private final CoreStore store;
  private final Session session;

  public Preview1(CoreStore store, WasiContext context) {
    this.store = store;
    this.session = new Session(context);
  }

  private static Functions snapshot() {
    Functions functions = new Functions();
    Args.bind(functions);
    Environ.bind(functions);
    Clock.bind(functions);
    Fd.bind(functions);
    Path.bind(functions);
    Poll.bind(functions);
    Proc.bind(functions);
    Random.bind(functions);
    Sched.bind(functions);
    Sock.bind(functions);
    return functions;
  }

  /// As the snapshot, but for the functions whose layouts or numbers changed.
  private static Functions unstable() {
    Functions functions = snapshot();
    Unstable.bind(functions);
    return functions;
  }

  /// The functions of a version.
  static @Nullable Functions functions(String module) {
    return MODULES.get(module);
  }

  /// A function for this guest, or `null` if WASI 0.1 has none of that name.
  public @Nullable CoreFunc function(String module, String name) {
    Functions functions = functions(module);
    Functions.Function function = functions == null ? null : functions.get(name);
    if (function == null) {
      return null;
    }
    return store.hostFunc(function.type(), body(function));
  }

  private HostFunction body(Functions.Function function) {
    if (function.type().results().isEmpty()) {
      return (caller, args) -> {
        session.run(function, caller, args);
        return HostFunction.NONE;
      };
    }
    return (caller, args) -> new long[] {session.run(function, caller, args).code()};
  }

  /// The imports of a module that needs nothing but WASI 0.1, for [CoreStore#instantiate].
  ///
  /// @throws UnlinkableException naming everything that it needs beyond that
  public List<CoreFunc> importsOf(CoreModule module) {
    List<CoreFunc> imports = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (ImportDescriptor wanted : module.imports()) {
      CoreFunc function = function(wanted.module(), wanted.name());
      if (function == null) {
        missing.add(wanted.module() + "#" + wanted.name());
      } else {
        imports.add(function);
      }
    }
    if (!missing.isEmpty()) {
      throw new UnlinkableException("unknown import: " + String.join(", ", missing));
    }
    return imports;
  }

  /// Closes what the guest left open; the directories it started with belong to the context.
  @Override
  public void close() {
    session.descriptors().closeAll();
  }
}
