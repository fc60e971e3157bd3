package dev.jawa.app.engines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.Feature;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbesTest {

  @ParameterizedTest
  @ValueSource(strings = {"chicory", "graalwasm"})
  void findWhatAnEngineSaysOfItself(String id) {
    try (Engine engine = Engines.create(id, EngineOptions.DEFAULT)) {
      Set<Feature> working =
          Arrays.stream(Feature.values())
              .filter(feature -> Probes.of(feature).on(engine) instanceof Probe.Outcome.Works)
              .collect(Collectors.toSet());

      assertThat(working).isEqualTo(engine.features());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chicory", "graalwasm"})
  void meetRefusalsNotFailures(String id) {
    try (Engine engine = Engines.create(id, EngineOptions.DEFAULT)) {
      assertThat(Probes.all())
          .extracting(probe -> probe.on(engine))
          .noneMatch(Probe.Outcome.Wrong.class::isInstance);
    }
  }

  @Test
  void fillATable() {
    EngineReport report = new EngineReport();
    try (Engine engine = Engines.create("chicory", EngineOptions.DEFAULT)) {
      report.add(engine);
    }

    assertThat(report.lines().getFirst()).matches("proposal +chicory [0-9.]+");
    assertThat(report.lines())
        .contains("gc                         yes", "simd                       no");
    assertThat(report.lines()).hasSize(1 + Probes.all().size());
  }
}
