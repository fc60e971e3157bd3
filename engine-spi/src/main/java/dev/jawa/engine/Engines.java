package dev.jawa.engine;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/// The engines on the class path, and the choice among them.
public final class Engines {

  private Engines() {}

  /// All providers, the most preferred first.
  public static List<EngineProvider> providers() {
    return ServiceLoader.load(EngineProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(EngineProvider::priority).reversed())
        .toList();
  }

  /// Makes the engine with this id.
  ///
  /// @throws EngineUnavailableException if there is none of this id, or it cannot run here
  public static Engine create(String id, EngineOptions options) {
    List<EngineProvider> providers = providers();
    for (EngineProvider provider : providers) {
      if (provider.id().equals(id)) {
        String reason = provider.unavailableReason();
        if (reason != null) {
          throw new EngineUnavailableException("engine " + id + " is not available: " + reason);
        }
        return provider.create(options);
      }
    }
    String known = providers.stream().map(EngineProvider::id).collect(Collectors.joining(", "));
    throw new EngineUnavailableException("no engine '" + id + "', choose one of: " + known);
  }
}
