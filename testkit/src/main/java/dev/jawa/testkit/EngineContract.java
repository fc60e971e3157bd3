package dev.jawa.testkit;

import dev.jawa.engine.Engine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// Every promise of the SPI, as tests; each engine extends it once for every way it can run. The
/// tests themselves are in the interfaces, by topic.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract
    implements ModuleContract,
        LinkingContract,
        CallContract,
        TrapContract,
        MemoryContract,
        SnapshotContract,
        InterruptContract,
        GroupContract {

  private @Nullable Engine engine;

  /// Makes the engine that is tested.
  protected abstract Engine createEngine();

  @BeforeAll
  final void openEngine() {
    engine = createEngine();
  }

  @AfterAll
  final void closeEngine() {
    engine().close();
  }

  @Override
  public final Engine engine() {
    return Objects.requireNonNull(engine);
  }
}
