package dev.jawa.engine.chicory;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.testkit.EngineContract;

class ChicoryInterpreterTest extends EngineContract {

  @Override
  protected Engine createEngine() {
    return new ChicoryEngine(new EngineOptions(null, true));
  }

  /// Chicory's interpreter looks at the thread's interrupt flag and nothing else, and cannot go on
  /// after that.
  @Override
  public boolean holdsLoops() {
    return false;
  }
}
