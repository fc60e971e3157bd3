package dev.jawa.engine.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Feature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ModuleUseTest {

  record Case(String name, String sections, Set<Feature> features, Set<String> others) {
    Case(String name, String sections, Feature... features) {
      this(name, sections, Set.of(features), Set.of());
    }

    byte[] wasm() {
      return HexFormat.of().parseHex("0061736d01000000" + sections);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> CASES =
      List.of(
          new Case("nothing", ""),
          new Case("a plain function", "0105016000017f030201000a06010400412a0b"),
          new Case(
              "vectors",
              "0105016000017f030201000a120110004128fd114102fd11fdae01fd1b030b",
              Feature.SIMD),
          new Case(
              "relaxed vectors",
              "0105016000017f030201000a11010f004300002842fd13fd8102fd1b000b",
              Feature.SIMD,
              Feature.RELAXED_SIMD),
          new Case(
              "a shared memory and atomics",
              "0105016000017f0302010005040103010"
                  + "10a1b01190041084128fe17020041084102fe1e02001a4108fe1002000b",
              Feature.THREADS),
          new Case("two memories", "0505020001" + "0001", Feature.MULTI_MEMORY),
          new Case("a memory of 64 bits", "0503010401", Feature.MEMORY64),
          new Case("a sum as a constant", "0609017f00412841026a0b", Feature.EXTENDED_CONST),
          new Case("a tag", "010401600000" + "0d03010000", Feature.EXCEPTION_HANDLING),
          new Case("a structure", "0105015f017f00", Feature.GC),
          new Case("small pages", "05040108" + "2a00", Set.of(), Set.of("custom-page-sizes")),
          new Case(
              "wide arithmetic",
              "0105016000017f030201000a0c010a0042064207fc161aa70b",
              Set.of(),
              Set.of("wide-arithmetic")),
          new Case(
              "exceptions as they were",
              "01090260017f006000017f030201010d030100000a0d010b00067f412a080007000b0b",
              Set.of(Feature.EXCEPTION_HANDLING),
              Set.of("legacy exception-handling")));

  @ParameterizedTest
  @FieldSource("CASES")
  void seesWhatAModuleUses(Case test) {
    ModuleUse use = ModuleUse.of(test.wasm());

    assertThat(use.features()).isEqualTo(test.features());
    assertThat(use.others()).isEqualTo(test.others());
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void takesWhatEndsTooEarly(Case test) {
    byte[] whole = test.wasm();
    for (int length = 0; length < whole.length; length++) {
      assertThat(ModuleUse.of(Arrays.copyOf(whole, length)).others()).isSubsetOf(test.others());
    }
  }

  @Test
  void findsTheModulesOfAComponent() {
    byte[] module = HexFormat.of().parseHex("0061736d01000000");
    byte[] component =
        HexFormat.of()
            .parseHex(
                "0061736d0d000100"
                    + "01080061736d01000000"
                    + "0412"
                    + "0061736d0d000100"
                    + "01080061736d01000000");

    assertThat(CoreModules.in(component)).containsExactly(module, module);
    assertThat(CoreModules.in(module)).containsExactly(module);
    assertThat(CoreModules.in(Arrays.copyOf(component, 30))).containsExactly(module);
  }
}
