package dev.jawa.engine.chicory;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.testkit.EngineContract;

/// The whole contract, with every function cut into the smallest pieces.
class SplitEngineTest extends EngineContract {

  static final SplitSizes SMALLEST = new SplitSizes(0, 4, 1, 100);

  @Override
  protected Engine createEngine() {
    return new ChicoryEngine(EngineOptions.DEFAULT, SMALLEST);
  }
}
