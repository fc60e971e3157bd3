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
/// 2. The most preferred of them: the provider of the highest priority, which is the one that
///    measured fastest for whole programs and for requests.
public final class AutoEngine {

  /// What users write for it.
  public static final String ID = "auto";

  private AutoEngine() {}

  /// The id of the engine for a guest.
  ///
  /// @param wasm a module or a component, not necessarily valid
  /// @throws EngineUnavailableException if no engine runs in this JVM
  public static String choose(byte[] wasm) {
    List<EngineProvider> all =
        Engines.providers().stream()
            .filter(provider -> provider.unavailableReason() == null)
            .toList();
    return choose(all, CoreModules.in(wasm).stream().map(ModuleUse::of).toList());
  }

  /// @param available the engines, the most preferred first
  static String choose(List<EngineProvider> available, List<ModuleUse> modules) {
    if (available.isEmpty()) {
      throw new EngineUnavailableException("no engine runs in this JVM");
    }
    Set<Feature> needed = EnumSet.noneOf(Feature.class);
    modules.forEach(module -> needed.addAll(module.features()));
    // If none has them all, the preferred one says which proposal it lacks.
    return available.stream()
        .filter(provider -> provider.features().containsAll(needed))
        .findFirst()
        .orElse(available.getFirst())
        .id();
  }
}
