package dev.jawa.engine.graalwasm;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.testkit.EngineContract;

/// GraalWasm keeps the promises of the SPI.
class GraalWasmEngineTest extends EngineContract {

  @Override
  protected Engine createEngine() {
    return new GraalWasmEngine(EngineOptions.DEFAULT);
  }
}
