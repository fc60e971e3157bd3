package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.Table;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreCounts;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.StoreSnapshot;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The instances of one guest.
final class ChicoryStore implements CoreStore {

  /// Whether a store is to be put back into an earlier state.
  enum Use {
    ONCE,
    AGAIN
  }

  private final ChicoryEngine engine;
  private final StoreLimits limits;
  private final Use use;
  private final RunGuard guard;

  /// The interpreter cannot be stopped in a loop.
  private volatile boolean givesWay = true;

  private final MemoryAccount account;
  private final GuestNames names = new GuestNames();
  private final StoreCounts counts;

  private final List<FlatMemory> memories = new ArrayList<>();

  /// Only of a store that is used again.
  private final List<Instance> resettable = new ArrayList<>();

  /// Something was thrown through a guest: what its interpreter or the host were doing is not over.
  private boolean failed;

  ChicoryStore(ChicoryEngine engine, StoreLimits limits, Use use) {
    this.engine = engine;
    this.limits = limits;
    this.counts = new StoreCounts(limits);
    this.use = use;
    this.guard = new RunGuard(limits.group());
    this.account = new MemoryAccount(limits);
    if (limits.group() != null) {
      limits.group().add(guard);
    }
  }

  RunGuard guard() {
    return guard;
  }

  @Override
  public CoreInstance instantiate(CoreModule coreModule, List<? extends CoreExtern> imports) {
    if (!(coreModule instanceof ChicoryModule module) || module.engine() != engine) {
      throw new IllegalArgumentException("the module belongs to another engine");
    }
    ChicoryInstance instance = new ChicoryInstance(this, module, imports);
    ImportValues values = Linkage.link(this, instance, module.imports(), imports);
    counts.addInstance(module.definedTables(), module.definedMemories());
    names.add(module);
    givesWay &= module.isCompiled();
    boolean outermost = guard.enter();
    try {
      Instance built = build(module, values);
      instance.bind(built);
      if (use == Use.AGAIN) {
        resettable.add(built);
      }
      return instance;
    } catch (com.dylibso.chicory.wasm.UnlinkableException e) {
      throw new UnlinkableException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw translate(e);
    } finally {
      if (outermost) {
        guard.leave();
      }
    }
  }

  private Instance build(ChicoryModule module, ImportValues imports) {
    // Its machine is made before its tables.
    AtomicReference<@Nullable Instance> owner = new AtomicReference<>();
    return Instance.builder(module.wasm())
        .withImportValues(imports)
        .withMachineFactory(instance -> {
          owner.set(instance);
          return module.machineFactory().apply(instance);
        })
        .withMemoryFactory(this::newMemory)
        .withTableFactory((table, initial) -> newTable(table, initial, owner.get()))
        // The start section runs all the same; this is about a function exported as _start.
        .withStart(false)
        .build();
  }

  private TableInstance newTable(Table declared, int initial, @Nullable Instance owner) {
    return ForeignFunctions.isDeclaredBy(declared)
        ? new ForeignFunctions(declared)
        : new LimitedTable(declared, initial, Objects.requireNonNull(owner), limits);
  }

  private Memory newMemory(MemoryLimits declared) {
    FlatMemory.checkInitial(declared, limits);
    if (declared.shared()) {
      account.takeInitial((long) declared.initialPages() * Memory.PAGE_SIZE);
      return new ByteArrayMemory(withinLimit(declared));
    }
    FlatMemory memory =
        switch (use) {
          case ONCE -> new FlatMemory(declared, limits, account);
          case AGAIN -> new CardMemory(declared, limits, account);
        };
    memories.add(memory);
    return memory;
  }

  /// Chicory's own memory knows no limit but its maximum, which a shared memory always states, and
  /// lies in arrays. What it grows by is not counted in the store's group, so it may only grow into
  /// what is left there.
  private MemoryLimits withinLimit(MemoryLimits declared) {
    int max = Math.min(FlatMemory.growLimit(declared, limits), FlatMemory.MAX_ARRAY_PAGES);
    if (declared.initialPages() > max) {
      throw new Trap(
          Trap.Kind.MEMORY_LIMIT,
          "a shared memory starts with %d pages, engine %s has room for %d"
              .formatted(declared.initialPages(), ChicoryEngineProvider.ID, max));
    }
    if (limits.group() != null) {
      long left = limits.group().memoryLimit() - limits.group().memory();
      max = (int) Math.min(max, Math.max(0, left) / Memory.PAGE_SIZE + declared.initialPages());
    }
    return new MemoryLimits(declared.initialPages(), max, true);
  }

  @Override
  public CoreFunc hostFunc(CoreFuncType type, HostFunction function) {
    return new HostFunc(this, type, function);
  }

  /// What to throw out of the guest for `thrown`.
  RuntimeException translate(Throwable thrown) {
    failed = true;
    Throwable translated = Traps.translate(thrown, names);
    return switch (translated) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(translated);
    };
  }

  @Override
  public @Nullable StoreSnapshot snapshot(@Nullable StoreSnapshot twin) {
    if (use == Use.ONCE || !isIntact()) {
      return null;
    }
    return ChicorySnapshot.of(
        this, resettable, twin instanceof ChicorySnapshot other ? other : null);
  }

  /// Whether every call came back as it should, and none is under way.
  boolean isIntact() {
    return !failed && guard.isIdle();
  }

  @Override
  public boolean givesWay() {
    return givesWay && guard.isAlone();
  }

  @Override
  public void giveWay(Runnable action) {
    guard.giveWay(action);
  }

  @Override
  public void interrupt() {
    guard.interrupt();
  }

  @Override
  public void close() {
    memories.forEach(FlatMemory::discard);
    account.close();
    if (limits.group() != null) {
      limits.group().remove(guard);
    }
  }
}
