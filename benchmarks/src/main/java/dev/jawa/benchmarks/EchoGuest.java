package dev.jawa.benchmarks;

import static dev.jawa.engine.CoreValType.I32;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.canon.CanonicalOptions;
import dev.jawa.component.canon.Codecs;
import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.canon.LiftedFunc;
import dev.jawa.component.canon.Lowering;
import dev.jawa.component.canon.ResourceBuiltins;
import dev.jawa.component.canon.Signature;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.component.type.FuncType;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.testkit.WasmCode;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// A guest that adds two numbers or gives back what it gets, without a component around it.
final class EchoGuest implements AutoCloseable {

  private static final int BUFFER = 1024;
  private static final int RESULT = 16;
  private static final List<CoreValType> TWO = List.of(I32, I32);
  private static final List<CoreValType> ONE = List.of(I32);
  private static final List<CoreValType> EIGHT = Collections.nCopies(8, I32);

  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final CoreStore core = engine.newStore(StoreLimits.DEFAULT);
  private final StoreState store = new StoreState(core, "context", ComponentLimits.DEFAULT);
  private final CoreInstance module = core.instantiate(engine.compile(module()), List.of());

  private static byte[] module() {
    WasmBuilder wasm = new WasmBuilder();
    int binary = wasm.type(TWO, ONE);
    int realloc = wasm.type(Collections.nCopies(4, I32), ONE);
    int add = wasm.func(binary, code -> code.localGet(0).localGet(1).op(WasmCode.I32_ADD));
    int echo =
        wasm.func(
            binary,
            code ->
                code.i32Const(RESULT)
                    .localGet(0)
                    .i32Store(0)
                    .i32Const(RESULT)
                    .localGet(1)
                    .i32Store(4)
                    .i32Const(RESULT));
    int record = wasm.func(wasm.type(EIGHT, ONE), code -> code.i32Const(RESULT));
    return wasm.exportFunc("add", add)
        .exportFunc("record", record)
        .exportFunc("echo", echo)
        .exportFunc("realloc", wasm.func(realloc, code -> code.i32Const(BUFFER)))
        .exportMemory("memory", wasm.memory(32, 32))
        .build();
  }

  private static byte[] caller() {
    WasmBuilder wasm = new WasmBuilder();
    int binary = wasm.type(TWO, ONE);
    int imported = wasm.importFunc("", "f", binary);
    int call = wasm.func(binary, code -> code.localGet(0).localGet(1).call(imported));
    return wasm.exportFunc("f", call).build();
  }

  /// Every function has an instance of its own, so that none waits for another.
  private CanonicalOptions options() {
    return options(new RuntimeResource[0]);
  }

  private CanonicalOptions options(RuntimeResource[] resources) {
    InstanceState instance = new InstanceState(store, null, resources);
    instance.instantiated();
    return new CanonicalOptions(
        instance,
        StringEncoding.UTF8,
        export("memory", CoreMemory.class),
        export("realloc", CoreFunc.class),
        null);
  }

  private <T extends CoreExtern> T export(String name, Class<T> type) {
    return type.cast(Objects.requireNonNull(module.export(name)));
  }

  private static Signature signature(FuncType type) {
    return Signature.of(type, new Codecs(List.of()));
  }

  LiftedFunc add(FuncType type) {
    return new LiftedFunc(signature(type), export("add", CoreFunc.class), options());
  }

  LiftedFunc echo(FuncType type) {
    return new LiftedFunc(signature(type), export("echo", CoreFunc.class), options());
  }

  /// A function that takes eight numbers and answers with the same place in memory.
  LiftedFunc record(FuncType type) {
    return new LiftedFunc(signature(type), export("record", CoreFunc.class), options());
  }

  /// A function that makes a resource of the guest's own and drops it.
  LiftedFunc resource(FuncType type) {
    CanonicalOptions options = options(new RuntimeResource[1]);
    InstanceState instance = options.instance();
    instance.bindResource(0, new RuntimeResource.OfGuest(instance, null));
    CoreFunc create = ResourceBuiltins.resourceNew(instance, 0);
    CoreFunc drop = ResourceBuiltins.resourceDrop(instance, 0);
    CoreInstance user = core.instantiate(engine.compile(owner()), List.of(create, drop));
    CoreFunc call = (CoreFunc) Objects.requireNonNull(user.export("f"));
    return new LiftedFunc(signature(type), call, options);
  }

  private static byte[] owner() {
    WasmBuilder wasm = new WasmBuilder();
    int create = wasm.importFunc("", "new", wasm.type(ONE, ONE));
    int drop = wasm.importFunc("", "drop", wasm.type(ONE, List.of()));
    int use =
        wasm.func(
            wasm.type(TWO, ONE), code -> code.localGet(0).call(create).call(drop).localGet(1));
    return wasm.exportFunc("f", use).build();
  }

  /// A guest function that calls one of the host or of another guest.
  LiftedFunc through(FuncValue callee) {
    CanonicalOptions options = options();
    Signature signature = signature(callee.type());
    CoreFunc lowered = Lowering.lower(callee, signature, options, CallMode.SYNC);
    CoreInstance between = core.instantiate(engine.compile(caller()), List.of(lowered));
    CoreFunc call = (CoreFunc) Objects.requireNonNull(between.export("f"));
    return new LiftedFunc(signature, call, options);
  }

  @Override
  public void close() {
    store.close();
    engine.close();
  }
}
