package dev.jawa.engine.graalwasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Engines;
import org.junit.jupiter.api.Test;

class GraalWasmEngineProviderTest {

  @Test
  void isListed() {
    assertThat(Engines.providers()).extracting(EngineProvider::id).contains("graalwasm");
  }

  @Test
  void saysWhyItCannotBeChosen() {
    assertThatThrownBy(() -> Engines.create("graalwasm", EngineOptions.DEFAULT))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("graalwasm")
        .hasMessageContaining("--engine chicory");
  }
}
