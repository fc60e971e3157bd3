package dev.jawa.engine.chicory;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Feature;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Plugs Chicory in; it runs on every JVM and is the default.
public final class ChicoryEngineProvider implements EngineProvider {

  static final String ID = "chicory";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public @Nullable String unavailableReason() {
    return null;
  }

  @Override
  public Set<Feature> features() {
    return ChicoryEngine.FEATURES;
  }

  @Override
  public Engine create(EngineOptions options) {
    return new ChicoryEngine(options);
  }
}
