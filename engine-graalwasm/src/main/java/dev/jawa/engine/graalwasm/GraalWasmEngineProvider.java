package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.EngineUnavailableException;

/// Announces GraalWasm, which this build does not carry.
public final class GraalWasmEngineProvider implements EngineProvider {

  private static final String ID = "graalwasm";

  private static final String REASON =
      "the GraalWasm engine is not part of this build yet, use --engine chicory";

  @Override
  public String id() {
    return ID;
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public String unavailableReason() {
    return REASON;
  }

  /// @throws EngineUnavailableException always
  @Override
  public Engine create(EngineOptions options) {
    throw new EngineUnavailableException("engine " + ID + " is not available: " + REASON);
  }
}
