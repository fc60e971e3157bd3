package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.runtime.StoreState;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.WasmBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// A guest of few memory pages whose allocator is written here, so that tests see every call of it.
final class TestGuest implements AutoCloseable {

  private static final CoreFuncType REALLOC =
      new CoreFuncType(Collections.nCopies(4, CoreValType.I32), List.of(CoreValType.I32));

  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final CoreStore core = engine.newStore(StoreLimits.DEFAULT);
  final CoreMemory memory;
  final StoreState store;
  final InstanceState instance;
  final List<String> reallocs = new ArrayList<>();
  private long next = 4096;
  private Long answer;

  TestGuest() {
    this(ComponentLimits.DEFAULT);
  }

  TestGuest(ComponentLimits limits) {
    this(limits, 1);
  }

  TestGuest(ComponentLimits limits, int pages) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.exportMemory("memory", wasm.memory(pages, pages));
    memory =
        (CoreMemory)
            Objects.requireNonNull(
                core.instantiate(engine.compile(wasm.build()), List.of()).export("memory"));
    store = new StoreState(core, "context", limits);
    instance = new InstanceState(store, null, new RuntimeResource[4]);
    instance.instantiated();
  }

  /// Lets the allocator answer with just this address.
  TestGuest answering(long address) {
    answer = address;
    return this;
  }

  TestGuest write(long address, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      memory.putByte(address + i, (byte) bytes[i]);
    }
    return this;
  }

  byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    memory.read(address, bytes, 0, length);
    return bytes;
  }

  LiftLowerContext context() {
    return context(StringEncoding.UTF8, new Peer.Host());
  }

  LiftLowerContext context(StringEncoding encoding, Peer peer) {
    CoreFunc realloc = core.hostFunc(REALLOC, (_, args) -> new long[] {realloc(args)});
    return new LiftLowerContext(
        new CanonicalOptions(instance, encoding, memory, realloc, null), peer);
  }

  private long realloc(long[] args) {
    long old = args[0] & 0xFFFF_FFFFL;
    int oldLength = (int) args[1];
    int alignment = (int) args[2];
    int length = (int) args[3];
    reallocs.add(oldLength + " -> " + length + " align " + alignment);
    if (answer != null) {
      return answer;
    }
    long address = Layout.align(next, alignment);
    next = address + length;
    byte[] kept = read(old, Math.min(oldLength, length));
    memory.write(address, kept, 0, kept.length);
    return address;
  }

  @Override
  public void close() {
    store.close();
    engine.close();
  }
}
