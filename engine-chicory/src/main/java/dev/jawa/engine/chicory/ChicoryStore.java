package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import java.util.List;

/// The instances of one guest.
final class ChicoryStore implements CoreStore {

  private final ChicoryEngine engine;
  private final StoreLimits limits;
  private final RunGuard guard = new RunGuard();
  private final GuestNames names = new GuestNames();
  private int instances;

  ChicoryStore(ChicoryEngine engine, StoreLimits limits) {
    this.engine = engine;
    this.limits = limits;
  }

  RunGuard guard() {
    return guard;
  }

  @Override
  public CoreInstance instantiate(CoreModule coreModule, List<? extends CoreExtern> imports) {
    if (!(coreModule instanceof ChicoryModule module) || module.engine() != engine) {
      throw new IllegalArgumentException("the module belongs to another engine");
    }
    if (instances >= limits.maxInstances()) {
      throw new Trap(
          Trap.Kind.HOST,
          "too many core instances, the limit is %d".formatted(limits.maxInstances()));
    }
    ChicoryInstance instance = new ChicoryInstance(this, module, imports);
    ImportValues values = Linkage.link(this, instance, module.imports(), imports);
    names.add(module);
    instances++;
    boolean outermost = guard.enter();
    try {
      instance.bind(build(module, values));
      return instance;
    } catch (com.dylibso.chicory.wasm.UnlinkableException e) {
      throw new UnlinkableException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | StackOverflowError e) {
      throw translate(e);
    } finally {
      if (outermost) {
        guard.leave();
      }
    }
  }

  private Instance build(ChicoryModule module, ImportValues imports) {
    return Instance.builder(module.wasm())
        .withImportValues(imports)
        .withMachineFactory(module.machineFactory())
        .withMemoryFactory(this::newMemory)
        .withTableFactory((table, initial) -> new LimitedTable(table, initial, limits))
        // The start section runs all the same; this is about a function exported as _start.
        .withStart(false)
        .build();
  }

  private Memory newMemory(MemoryLimits declared) {
    FlatMemory.checkInitial(declared, limits);
    return declared.shared()
        ? new ByteArrayMemory(withinLimit(declared))
        : new FlatMemory(declared, limits);
  }

  /// Chicory's own memory knows no limit but its maximum, which a shared memory always states.
  private MemoryLimits withinLimit(MemoryLimits declared) {
    int max = FlatMemory.growLimit(declared, limits);
    return new MemoryLimits(declared.initialPages(), max, true);
  }

  @Override
  public CoreFunc hostFunc(CoreFuncType type, HostFunction function) {
    return new HostFunc(this, type, function);
  }

  /// What to throw out of the guest for `thrown`.
  RuntimeException translate(Throwable thrown) {
    Throwable translated = Traps.translate(thrown, names);
    return switch (translated) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(translated);
    };
  }

  @Override
  public void interrupt() {
    guard.interrupt();
  }

  @Override
  public void close() {}
}
