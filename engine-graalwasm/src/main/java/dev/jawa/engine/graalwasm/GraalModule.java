package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.RootCallTarget;
import com.oracle.truffle.api.nodes.RootNode;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.WasmFrame;
import dev.jawa.engine.graalwasm.LinkableModule.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.graalvm.polyglot.Context;
import org.graalvm.wasm.ModuleLimits;
import org.graalvm.wasm.WasmContext;
import org.graalvm.wasm.WasmLanguage;
import org.graalvm.wasm.WasmModule;
import org.graalvm.wasm.exception.WasmException;
import org.jspecify.annotations.Nullable;

/// A module, parsed and validated; the contexts of its engine share it and its compiled code.
final class GraalModule implements CoreModule {

  private static final int NO_LIMIT = -1;

  /// What all engines allow. The parser makes a list of them before it has seen their use.
  private static final int MAX_LOCALS = 50_000;

  /// The store has the limits that matter; these let everything pass but what a few bytes could
  /// fill the JVM's memory with.
  private static final ModuleLimits LIMITS =
      new ModuleLimits(
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT,
          MAX_LOCALS,
          NO_LIMIT,
          NO_LIMIT,
          NO_LIMIT);

  private final GraalWasmEngine engine;
  private final LinkableModule linkable;
  private final WasmModule wasm;
  private final GuestNames names;

  /// For each imported function, how the host is called in its place; shared by all instances.
  private final List<CallTarget> hostTargets;

  private final int importedFunctions;

  /// How many functions its author gave it, imported ones included; behind them come added ones.
  private final int ownFunctions;

  private final ReentrantLock trappingLock = new ReentrantLock();
  private @Nullable GraalModule trapping;
  private volatile @Nullable Map<RootNode, Integer> functions;

  private GraalModule(
      GraalWasmEngine engine,
      LinkableModule linkable,
      WasmModule wasm,
      GuestNames names,
      List<CallTarget> hostTargets,
      int ownFunctions) {
    this.engine = engine;
    this.linkable = linkable;
    this.wasm = wasm;
    this.names = names;
    this.hostTargets = hostTargets;
    this.importedFunctions = linkable.imported(Kind.FUNC);
    this.ownFunctions = ownFunctions;
  }

  static GraalModule compile(GraalWasmEngine engine, Context context, byte[] bytes) {
    LinkableModule linkable;
    try {
      Preamble.check(bytes);
      linkable = ModuleParser.parse(bytes);
    } catch (MalformedModuleException e) {
      throw UnsupportedProposals.orElse(bytes, e);
    }
    checkExports(linkable.exports());
    try {
      return read(engine, context, linkable, GuestNames.of(bytes), 0);
    } catch (MalformedModuleException | InvalidModuleException e) {
      throw UnsupportedProposals.orElse(bytes, e);
    }
  }

  private static GraalModule read(
      GraalWasmEngine engine,
      Context context,
      LinkableModule linkable,
      GuestNames names,
      int added) {
    context.initialize(WasmLanguage.ID);
    context.enter();
    try {
      WasmContext wasmContext = WasmContext.get(null);
      WasmModule wasm = wasmContext.readModule("module", linkable.wasm(), LIMITS);
      List<CallTarget> hostTargets = hostTargets(wasmContext.language(), linkable.imports());
      int own = wasm.numFunctions() - added;
      return new GraalModule(engine, linkable, wasm, names, hostTargets, own);
    } catch (WasmException e) {
      throw refusal(e);
    } catch (IndexOutOfBoundsException | NegativeArraySizeException | StackOverflowError e) {
      // The parser trusts sizes and nesting in places; an attacker's bytes must not look like a
      // bug of ours.
      throw new MalformedModuleException("graalwasm cannot decode it: " + e, e);
    } finally {
      context.leave();
    }
  }

  private static RuntimeException refusal(WasmException thrown) {
    String message = Failures.words(thrown);
    return switch (Failures.type(thrown)) {
      case INVALID, UNLINKABLE, TRAP, EXHAUSTION -> new InvalidModuleException(message, thrown);
      case MALFORMED, INTERNAL -> new MalformedModuleException(message, thrown);
    };
  }

  private static void checkExports(List<ExportDescriptor> exports) {
    Set<String> seen = new HashSet<>();
    for (ExportDescriptor export : exports) {
      if (!seen.add(export.name())) {
        throw new InvalidModuleException("duplicate export name \"%s\"".formatted(export.name()));
      }
    }
  }

  private static List<CallTarget> hostTargets(
      WasmLanguage language, List<ImportDescriptor> imports) {
    List<CallTarget> targets = new ArrayList<>();
    for (ImportDescriptor entry : imports) {
      if (entry.type() instanceof ExternType.Func(var type)) {
        targets.add(new HostCallNode(language, targets.size(), type).getCallTarget());
      }
    }
    return List.copyOf(targets);
  }

  GraalWasmEngine engine() {
    return engine;
  }

  LinkableModule linkable() {
    return linkable;
  }

  WasmModule wasm() {
    return wasm;
  }

  CallTarget hostTarget(int function) {
    return hostTargets.get(function);
  }

  @Override
  public List<ImportDescriptor> imports() {
    return linkable.imports();
  }

  @Override
  public List<ExportDescriptor> exports() {
    return linkable.exports();
  }

  /// The module as a store with these limits instantiates it.
  GraalModule within(StoreLimits limits) {
    if (!limits.trapOnGrowFailure() || wasm.numFunctions() == importedFunctions) {
      return this;
    }
    trappingLock.lock();
    try {
      GraalModule known = trapping;
      if (known == null) {
        known = compileTrapping();
        trapping = known;
      }
      return known;
    } finally {
      trappingLock.unlock();
    }
  }

  private GraalModule compileTrapping() {
    byte[] changed = GrowTraps.add(linkable.wasm(), wasm.numFunctions(), linkable.memoryIndex64());
    try (Context context = engine.newContext()) {
      return read(engine, context, linkable.with(changed), names, GrowTraps.FUNCTIONS);
    }
  }

  /// What an `unreachable` in an added function means, `null` where the module's author wrote it.
  Trap.@Nullable Kind growTrap(RootNode node) {
    Integer function = functions().get(node);
    return function == null ? null : GrowTraps.kind(function, ownFunctions);
  }

  /// The frame of a Truffle node, or `null` if it is not of this module.
  @Nullable WasmFrame frame(RootNode node) {
    Integer function = functions().get(node);
    return function == null || function >= ownFunctions ? null : names.frame(function);
  }

  private Map<RootNode, Integer> functions() {
    Map<RootNode, Integer> known = functions;
    if (known == null) {
      known = new IdentityHashMap<>();
      for (int i = importedFunctions; i < wasm.numFunctions(); i++) {
        if (wasm.function(i).target() instanceof RootCallTarget target) {
          known.put(target.getRootNode(), i);
        }
      }
      functions = known;
    }
    return known;
  }
}
