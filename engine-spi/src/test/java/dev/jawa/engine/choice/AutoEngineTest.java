package dev.jawa.engine.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Feature;
import dev.jawa.engine.binary.ModuleUse;
import dev.jawa.engine.choice.AutoEngine.Use;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AutoEngineTest {

  /// Starts cheaply, has exceptions.
  private static final EngineProvider LIGHT =
      new Named("light", Set.of(Feature.EXCEPTION_HANDLING), false);

  /// Has vectors and a compiler of its own.
  private static final EngineProvider STRONG = new Named("strong", Set.of(Feature.SIMD), true);

  private record Named(String id, Set<Feature> features, boolean compilesLargeFunctions)
      implements EngineProvider {
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

  record Case(String name, ModuleUse module, Use use, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static ModuleUse using(int largestBody, Feature... features) {
    return new ModuleUse(Set.of(features), new TreeSet<>(), largestBody);
  }

  static final List<Case> CASES =
      List.of(
          new Case("a small command", using(100), Use.ONCE, "light"),
          new Case("a small server", using(100), Use.OFTEN, "light"),
          new Case("vectors", using(100, Feature.SIMD), Use.OFTEN, "strong"),
          new Case("exceptions", using(100, Feature.EXCEPTION_HANDLING), Use.ONCE, "light"),
          new Case("a large function that runs once", using(12_000), Use.ONCE, "strong"),
          new Case("a function just not large", using(11_999), Use.ONCE, "light"),
          new Case("a large function that serves", using(12_000), Use.OFTEN, "light"),
          new Case(
              "a large function with exceptions",
              using(12_000, Feature.EXCEPTION_HANDLING),
              Use.ONCE,
              "light"),
          new Case("what no engine has", using(100, Feature.TAIL_CALL), Use.ONCE, "light"));

  @ParameterizedTest
  @FieldSource("CASES")
  void followsTheRules(Case test) {
    assertThat(AutoEngine.choose(List.of(LIGHT, STRONG), List.of(test.module()), test.use()))
        .isEqualTo(test.expected());
  }

  @Test
  void takesWhatIsThere() {
    assertThat(AutoEngine.choose(List.of(LIGHT), List.of(using(99_999)), Use.ONCE))
        .isEqualTo("light");
  }

  @Test
  void saysThatNoEngineIsThere() {
    assertThatThrownBy(() -> AutoEngine.choose(List.of(), List.of(), Use.ONCE))
        .isInstanceOf(EngineUnavailableException.class)
        .hasMessageContaining("no engine");
  }
}
