package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Feature;
import dev.jawa.engine.StoreLimits;
import dev.jawa.testkit.EngineContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/// The whole contract, with every module as a later process finds it: compiled before, from a file.
class CachedEngineTest extends EngineContract {

  @TempDir static Path folder;

  @Override
  protected Engine createEngine() {
    return new SecondStart(
        new ChicoryEngine(new EngineOptions(folder, false)),
        new ChicoryEngine(new EngineOptions(folder, false)));
  }

  @AfterAll
  static void wasReallyUsed() throws IOException {
    assertThat(folder).isNotEmptyDirectory();
  }

  /// Compiles with one engine, and loads with another what the first has kept.
  private record SecondStart(Engine first, ChicoryEngine second) implements Engine {

    @Override
    public String id() {
      return second.id();
    }

    @Override
    public String version() {
      return second.version();
    }

    @Override
    public Set<Feature> features() {
      return second.features();
    }

    @Override
    public CoreModule compile(byte[] wasm) {
      CoreModule compiled = first.compile(wasm);
      CoreModule loaded = second.compile(wasm);
      assertThat(loaded.imports()).isEqualTo(compiled.imports());
      assertThat(loaded.exports()).isEqualTo(compiled.exports());
      return loaded;
    }

    @Override
    public CoreStore newStore(StoreLimits limits) {
      return second.newStore(limits);
    }

    @Override
    public CoreStore newResettableStore(StoreLimits limits) {
      return second.newResettableStore(limits);
    }

    @Override
    public void close() {
      first.close();
      second.close();
    }
  }
}
