package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.TruffleLanguage;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.Trap;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.wasm.WasmContext;
import org.graalvm.wasm.memory.WasmMemory;
import org.graalvm.wasm.memory.WasmMemoryLibrary;
import org.jspecify.annotations.Nullable;

/// What the memories of one store have taken from the store's group, if it is in one. GraalWasm
/// tells that a memory has grown and not that it is about to, so a guest that takes too much is
/// ended where it might have been told that there is none.
final class MemoryAccount {

  private static final WasmMemoryLibrary LIBRARY = WasmMemoryLibrary.getUncached();

  private final @Nullable StoreGroup group;
  private final List<WasmMemory> memories = new CopyOnWriteArrayList<>();
  private long taken;
  private volatile boolean exceeded;

  MemoryAccount(@Nullable StoreGroup group) {
    this.group = group;
  }

  /// Has the context tell when one of its memories has grown.
  void watch(WasmContext context) {
    if (group != null) {
      TruffleLanguage.Env environment = context.environment();
      context.setMemGrowCallback(environment.asGuestValue((ProxyExecutable) this::grown));
    }
  }

  /// Takes what a memory will start with.
  ///
  /// @throws Trap of kind [Trap.Kind#MEMORY_LIMIT] if the group has not so much left
  void takeInitial(long bytes) {
    if (group != null) {
      group.takeInitialMemory(bytes);
      taken += bytes;
    }
  }

  /// The memory is there.
  void add(WasmMemory memory) {
    if (group != null) {
      memories.add(memory);
    }
  }

  private Object grown(Value... memory) {
    long now = memories.stream().mapToLong(LIBRARY::byteSize).sum();
    if (group != null && now > taken) {
      if (!group.takeMemory(now - taken)) {
        group.refusedGrowth();
        exceeded = true;
        throw new Trap(Trap.Kind.MEMORY_LIMIT);
      }
      taken = now;
    }
    return 0;
  }

  /// Gives back what memories have no longer.
  void shrink() {
    long now = memories.stream().mapToLong(LIBRARY::byteSize).sum();
    if (group != null && now < taken) {
      group.giveMemory(taken - now);
      taken = now;
    }
  }

  /// Whether a guest was ended because it took too much.
  boolean isExceeded() {
    return exceeded;
  }

  /// Gives all of it back.
  void close() {
    if (group != null) {
      group.giveMemory(taken);
      taken = 0;
    }
  }
}
