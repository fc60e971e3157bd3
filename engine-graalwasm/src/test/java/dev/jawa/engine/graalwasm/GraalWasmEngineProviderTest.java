package dev.jawa.engine.graalwasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Engines;
import org.junit.jupiter.api.Test;

class GraalWasmEngineProviderTest {

  @Test
  void isListed() {
    assertThat(Engines.providers()).extracting(EngineProvider::id).contains("graalwasm");
  }

  @Test
  void makesTheEngine() {
    try (Engine engine = Engines.create("graalwasm", EngineOptions.DEFAULT)) {
      assertThat(engine.id()).isEqualTo("graalwasm");
      assertThat(engine.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
  }
}
