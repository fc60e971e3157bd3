package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.TruffleStackTrace;
import com.oracle.truffle.api.TruffleStackTraceElement;
import com.oracle.truffle.api.nodes.RootNode;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreCounts;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.StoreSnapshot;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.WasmFrame;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.graalvm.wasm.WasmFunctionInstance;
import org.graalvm.wasm.exception.Failure;
import org.graalvm.wasm.exception.WasmException;
import org.jspecify.annotations.Nullable;

/// The instances of one guest: a Truffle context.
final class GraalStore implements CoreStore {

  /// Whether a store is to be put back into an earlier state.
  enum Use {
    ONCE,
    AGAIN
  }

  /// Enough to see where a recursion turns; wasmtime prints no more either.
  private static final int MAX_FRAMES = 64;

  private final GraalWasmEngine engine;
  private final StoreLimits limits;
  private final Use use;
  private final StoreCounts counts;
  private final StoreGuard guard;
  private final MemoryAccount account;
  private final Values values;
  private final Set<GraalModule> modules = new LinkedHashSet<>();

  /// Only of a store that is used again.
  private final List<GraalInstance> resettable = new ArrayList<>();

  /// Something was thrown through a guest: what it or the host were doing is not over.
  private boolean failed;

  GraalStore(GraalWasmEngine engine, StoreLimits limits, Use use) {
    this.engine = engine;
    this.limits = limits;
    this.use = use;
    this.counts = new StoreCounts(limits);
    this.guard = new StoreGuard(engine.newContext(), limits.group());
    this.account = new MemoryAccount(limits.group());
    account.watch(guard.wasm());
    if (limits.group() != null) {
      limits.group().add(guard);
    }
    this.values = new Values(guard.wasm().language());
  }

  StoreGuard guard() {
    return guard;
  }

  MemoryAccount account() {
    return account;
  }

  Values values() {
    return values;
  }

  StoreLimits limits() {
    return limits;
  }

  @Override
  public CoreInstance instantiate(CoreModule coreModule, List<? extends CoreExtern> imports) {
    if (!(coreModule instanceof GraalModule module) || module.engine() != engine) {
      throw new IllegalArgumentException("the module belongs to another engine");
    }
    Linkage.check(this, module.imports(), imports);
    GraalModule limited = module.within(limits);
    boolean outermost = guard.enter();
    try {
      counts.addInstance(limited.linkable().tables().size(), limited.linkable().memories().size());
      modules.add(limited);
      GraalInstance instance = new GraalInstance(this, limited, imports);
      instance.instantiate(limits);
      if (use == Use.AGAIN) {
        resettable.add(instance);
      }
      return instance;
    } catch (RuntimeException | StackOverflowError e) {
      throw translate(e);
    } finally {
      if (outermost) {
        guard.leave();
      }
    }
  }

  @Override
  public HostFunc hostFunc(CoreFuncType type, HostFunction function) {
    if (type.params().contains(CoreValType.V128) || type.results().contains(CoreValType.V128)) {
      throw new IllegalArgumentException("no host function of graalwasm takes or gives a V128");
    }
    return new HostFunc(this, type, function);
  }

  /// A function that GraalWasm knows, as the SPI's.
  GraalFunc func(WasmFunctionInstance function) {
    if (function.getImportedFunction() instanceof HostImport host) {
      return host.function();
    }
    return new GuestFunc(this, Types.funcType(function.function().type()), function);
  }

  /// What to throw out of the guest for `thrown`.
  RuntimeException translate(Throwable thrown) {
    failed = true;
    if (account.isExceeded()) {
      return new Trap(
          Trap.Kind.MEMORY_LIMIT, Trap.Kind.MEMORY_LIMIT.message(), frames(thrown), null);
    }
    return switch (thrown) {
      case StoreGuard.Interrupted _ ->
          new Trap(Trap.Kind.INTERRUPT, Trap.Kind.INTERRUPT.message(), frames(thrown), null);
      case WasmException e -> fromGraalWasm(e);
      case StackOverflowError _ -> new Trap(Trap.Kind.STACK_OVERFLOW);
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(thrown);
    };
  }

  private RuntimeException fromGraalWasm(WasmException thrown) {
    if (Failures.type(thrown) == Failure.Type.UNLINKABLE) {
      return new UnlinkableException(String.valueOf(thrown.getMessage()), thrown);
    }
    Trap.Kind kind = kind(thrown);
    return kind == Trap.Kind.HOST
        ? new IllegalStateException("graalwasm failed: " + thrown.getMessage(), thrown)
        : new Trap(kind, kind.message(), frames(thrown), null);
  }

  private Trap.Kind kind(WasmException thrown) {
    Trap.Kind kind = Failures.kind(thrown);
    List<TruffleStackTraceElement> stack = stack(thrown);
    if (kind != Trap.Kind.UNREACHABLE || stack.isEmpty()) {
      return kind;
    }
    RootNode innermost = stack.getFirst().getTarget().getRootNode();
    return modules.stream()
        .map(module -> module.growTrap(innermost))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(kind);
  }

  private static List<TruffleStackTraceElement> stack(Throwable thrown) {
    return Objects.requireNonNullElse(TruffleStackTrace.getStackTrace(thrown), List.of());
  }

  private List<WasmFrame> frames(Throwable thrown) {
    List<WasmFrame> frames = new ArrayList<>();
    for (TruffleStackTraceElement element : stack(thrown)) {
      if (frames.size() == MAX_FRAMES) {
        break;
      }
      add(frames, element.getTarget().getRootNode());
    }
    return frames;
  }

  /// The guest's functions on this thread's stack, seen from a host function.
  List<WasmFrame> currentFrames() {
    List<WasmFrame> frames = new ArrayList<>();
    Truffle.getRuntime()
        .<Object>iterateFrames(frame -> {
          if (frame.getCallTarget() instanceof RootCallTarget target) {
            add(frames, target.getRootNode());
          }
          return frames.size() == MAX_FRAMES ? frames : null;
        });
    return frames;
  }

  private void add(List<WasmFrame> frames, RootNode node) {
    for (GraalModule module : modules) {
      WasmFrame frame = module.frame(node);
      if (frame != null) {
        frames.add(frame);
        return;
      }
    }
  }

  @Override
  public @Nullable StoreSnapshot snapshot(@Nullable StoreSnapshot twin) {
    if (use == Use.ONCE || !isIntact()) {
      return null;
    }
    return GraalSnapshot.of(this, resettable, twin instanceof GraalSnapshot other ? other : null);
  }

  /// Whether every call came back as it should, and none is under way.
  private boolean isIntact() {
    return !failed && guard.isIdle();
  }

  /// Enters the context to put back what the guest changed.
  ///
  /// @return `false` if that is not possible, or `restoring` says so
  boolean putBack(BooleanSupplier restoring) {
    if (!isIntact()) {
      return false;
    }
    try {
      boolean outermost = guard.enter();
      try {
        boolean restored = restoring.getAsBoolean();
        account.shrink();
        return restored;
      } finally {
        if (outermost) {
          guard.leave();
        }
      }
    } catch (Trap | WasmException | OutOfMemoryError e) {
      // It was interrupted meanwhile, or there is no room for it any more.
      failed = true;
      return false;
    }
  }

  @Override
  public void interrupt() {
    guard.interrupt();
  }

  @Override
  public void close() {
    guard.close();
    account.close();
    if (limits.group() != null) {
      limits.group().remove(guard);
    }
  }
}
