package dev.jawa.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Feature;
import dev.jawa.engine.binary.ModuleUse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AutoEngineTest {

  /// Preferred, has exceptions.
  private static final EngineProvider LIGHT =
      new Named("light", Set.of(Feature.EXCEPTION_HANDLING));

  /// Has vectors.
  private static final EngineProvider STRONG = new Named("strong", Set.of(Feature.SIMD));

  private record Named(String id, Set<Feature> features) implements EngineProvider {
    @Override
    public int priority() {
      return 0;
    }

    @Override
    public String unavailableReason() {
      return null;
    }

    @Override
    public Engine create(EngineOptions options) {
      throw new UnsupportedOperationException();
    }
  }

  record Case(String name, ModuleUse module, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ModuleUse using(Feature... features) {
    return new ModuleUse(Set.of(features), new TreeSet<>());
  }

  static final List<Case> CASES =
      List.of(
          new Case("nothing that is new", using(), "light"),
          new Case("vectors", using(Feature.SIMD), "strong"),
          new Case("exceptions", using(Feature.EXCEPTION_HANDLING), "light"),
          new Case("both", using(Feature.SIMD, Feature.EXCEPTION_HANDLING), "light"),
          new Case("what no engine has", using(Feature.TAIL_CALL), "light"));

  @ParameterizedTest
  @FieldSource("CASES")
  void followsTheRules(Case test) {
    assertThat(AutoEngine.choose(List.of(LIGHT, STRONG), List.of(test.module())))
        .isEqualTo(test.expected());
  }

  @Test
  void takesWhatIsThere() {
    assertThat(AutoEngine.choose(List.of(LIGHT), List.of(using(Feature.SIMD)))).isEqualTo("light");
  }

  @Test
  void saysThatNoEngineIsThere() {
    assertThatThrownBy(() -> AutoEngine.choose(List.of(), List.of()))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("no engine");
  }
}
