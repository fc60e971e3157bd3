package dev.jawa.engine.choice;

import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Engines;
import dev.jawa.engine.Feature;
import dev.jawa.engine.binary.CoreModules;
import dev.jawa.engine.binary.ModuleUse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The rules of `--engine auto`, the first that decides:
///
/// 1. Of the engines that run in this JVM, those that have every proposal that the guest uses.
/// 2. A guest that runs once and has a function so large that the JVM's compiler gives it up, or
///    one with vectors: the engine with a compiler of its own.
/// 3. The engine that starts instances cheapest: the provider of the highest priority.
public final class AutoEngine {

  /// What users write for it.
  public static final String ID = "auto";

  /// How a guest will be used.
  public enum Use {
    /// One instance, from start to end.
    ONCE,
    /// Many short instances, one for each request.
    OFTEN
  }

  /// Bytes of wasm from which a function is a large one. The JVM compiles no method of more than 64
  /// KB, and its best compiler gives up on most that are half of that; each byte of wasm becomes
  /// two or three.
  static final int LARGE_FUNCTION = 12_000;

  private AutoEngine() {}

  /// The id of the engine for a guest.
  ///
  /// @param wasm a module or a component, not necessarily valid
  /// @throws EngineUnavailableException if no engine runs in this JVM
  public static String choose(byte[] wasm, Use use) {
    List<EngineProvider> all =
        Engines.providers().stream()
            .filter(provider -> provider.unavailableReason() == null)
            .toList();
    return choose(all, CoreModules.in(wasm).stream().map(ModuleUse::of).toList(), use);
  }

  /// @param available the engines, the most preferred first
  static String choose(List<EngineProvider> available, List<ModuleUse> modules, Use use) {
    if (available.isEmpty()) {
      throw new EngineUnavailableException("no engine runs in this JVM");
    }
    Set<Feature> needed = EnumSet.noneOf(Feature.class);
    modules.forEach(module -> needed.addAll(module.features()));
    List<EngineProvider> able =
        available.stream().filter(provider -> provider.features().containsAll(needed)).toList();
    if (able.isEmpty()) {
      // The preferred one says which proposal it lacks.
      return available.getFirst().id();
    }
    boolean large = modules.stream().anyMatch(module -> module.largestBody() >= LARGE_FUNCTION);
    if (use == Use.ONCE && large) {
      return able.stream()
          .filter(EngineProvider::compilesLargeFunctions)
          .findFirst()
          .orElse(able.getFirst())
          .id();
    }
    return able.getFirst().id();
  }
}
