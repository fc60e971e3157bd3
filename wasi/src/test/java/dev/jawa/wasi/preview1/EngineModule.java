package dev.jawa.wasi.preview1;

import static dev.jawa.wasi.preview1.FakeModule.SNAPSHOT;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.WasmBuilder;
import dev.jawa.wasi.ctx.WasiContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A module on an engine whose exports are the functions of WASI 0.1 that it imports: each hands
/// its arguments on.
final class EngineModule implements AutoCloseable {

  private final CoreStore store;
  private final Preview1 preview1;
  private final CoreInstance instance;
  private final CoreMemory memory;

  EngineModule(Engine engine, WasiContext context, List<String> functions) {
    store = engine.newStore(StoreLimits.DEFAULT);
    preview1 = new Preview1(store, context);
    CoreModule module = engine.compile(binary(functions));
    instance = store.instantiate(module, preview1.importsOf(module));
    memory = (CoreMemory) Objects.requireNonNull(instance.export("memory"));
  }

  private static byte[] binary(List<String> functions) {
    WasmBuilder module = new WasmBuilder();
    List<CoreFuncType> types = new ArrayList<>();
    for (String name : functions) {
      CoreFuncType type = Preview1.functions(SNAPSHOT).get(name).type();
      types.add(type);
      module.importFunc(SNAPSHOT, name, module.type(type.params(), type.results()));
    }
    module.exportMemory("memory", module.memory(1, 1));
    for (int i = 0; i < functions.size(); i++) {
      int imported = i;
      CoreFuncType type = types.get(i);
      int func =
          module.func(
              module.type(type.params(), type.results()),
              code -> {
                for (int param = 0; param < type.params().size(); param++) {
                  code.localGet(param);
                }
                code.call(imported);
              });
      module.exportFunc(functions.get(i), func);
    }
    return module.build();
  }

  Errno call(String name, long... args) {
    CoreFunc function = (CoreFunc) Objects.requireNonNull(instance.export(name));
    return Errno.values()[(int) function.call(args)[0]];
  }

  CoreMemory memory() {
    return memory;
  }

  /// Writes text and answers its length.
  int put(int address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    memory.write(address, bytes, 0, bytes.length);
    return bytes.length;
  }

  /// Writes one vector.
  void putVector(int address, int pointer, int length) {
    memory.putInt(address, pointer);
    memory.putInt(address + 4, length);
  }

  /// As whoever ends a guest does it, from any thread.
  void kill() {
    store.interrupt();
  }

  @Override
  public void close() {
    preview1.close();
    store.close();
  }
}
