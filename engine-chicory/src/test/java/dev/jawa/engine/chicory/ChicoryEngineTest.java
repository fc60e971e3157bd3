package dev.jawa.engine.chicory;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.testkit.EngineContract;

class ChicoryEngineTest extends EngineContract {

  @Override
  protected Engine createEngine() {
    return Engines.create("chicory", EngineOptions.DEFAULT);
  }
}
