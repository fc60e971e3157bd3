package dev.jawa.component.validate;

import static dev.jawa.component.binary.ComponentBytes.externName;
import static dev.jawa.component.binary.ComponentBytes.name;
import static dev.jawa.component.binary.ComponentBytes.vec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.binary.ComponentBytes;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComponentValidatorTest {

  private static final String SUB_RESOURCE = "0301";
  private static final String RESOURCE = "3f7f00";
  private static final String INSTANCE_WITH_RESOURCE =
      "42" + vec("04" + externName("r") + SUB_RESOURCE);

  private static ValidatedComponent validate(ComponentBytes component) {
    return ComponentValidator.validate(
        ComponentDecoder.decode(component.bytes()), Gates.released());
  }

  private static List<Origin> origins(ValidatedComponent component) {
    List<Origin> origins = new ArrayList<>();
    for (int i = 0; i < component.component().definitions().size(); i++) {
      for (ResourceBinding binding : component.bindings(i)) {
        assertThat(binding.slot()).isEqualTo(origins.size());
        origins.add(binding.origin());
      }
    }
    assertThat(component.resources()).hasSameSizeAs(origins).doesNotHaveDuplicates();
    return origins;
  }

  @Test
  void bindsAnImportedResourceToItsName() {
    ValidatedComponent component =
        validate(new ComponentBytes().items(10, externName("r") + SUB_RESOURCE));
    assertThat(origins(component)).containsExactly(new Origin.Imported(List.of("r")));
    assertThat(component.resolved(0)).isEqualTo(new Resolution.Resource(0));
  }

  @Test
  void givesEveryImportedInstanceResourcesOfItsOwn() {
    ValidatedComponent component =
        validate(
            new ComponentBytes()
                .types(INSTANCE_WITH_RESOURCE)
                .items(10, externName("a:b/c") + "0500", externName("a:b/d") + "0500"));
    assertThat(origins(component))
        .containsExactly(
            new Origin.Imported(List.of("a:b/c", "r")), new Origin.Imported(List.of("a:b/d", "r")));
  }

  @Test
  void bindsADefinedResourceToItsTypeIndex() {
    ValidatedComponent component = validate(new ComponentBytes().types("73", RESOURCE));
    assertThat(origins(component)).containsExactly(new Origin.Defined(1));
    assertThat(component.resolved(1)).isEqualTo(new Resolution.Resource(0));
    assertThat(component.type().fresh()).isEmpty();
  }

  @Test
  void givesEveryInstantiationResourcesOfItsOwn() {
    ComponentBytes inner =
        new ComponentBytes().types(RESOURCE).items(11, externName("r") + "0300" + "00");
    ValidatedComponent component =
        validate(new ComponentBytes().nested(inner).items(5, "000000", "000000"));
    assertThat(origins(component))
        .containsExactly(
            new Origin.FromInstance(0, List.of("r")), new Origin.FromInstance(1, List.of("r")));
    assertThat(((Resolution.Nested) component.resolved(0)).component().type().fresh()).hasSize(1);
  }

  @Test
  void keepsTheResourceThatWasSupplied() {
    ComponentBytes inner =
        new ComponentBytes()
            .items(10, externName("x") + SUB_RESOURCE)
            .items(11, externName("y") + "0300" + "00");
    ValidatedComponent component =
        validate(
            new ComponentBytes()
                .types(RESOURCE)
                .nested(inner)
                .items(5, "0000" + vec(name("x") + "0300"))
                .items(6, "030000" + name("y")));
    assertThat(origins(component)).containsExactly(new Origin.Defined(0));
    assertThat(component.resolved(3)).isEqualTo(new Resolution.Resource(0));
  }

  @Test
  void hidesAResourceBehindAnAscription() {
    ValidatedComponent component =
        validate(
            new ComponentBytes()
                .types(RESOURCE)
                .items(11, externName("r") + "0300" + "01" + SUB_RESOURCE));
    assertThat(origins(component)).containsExactly(new Origin.Defined(0), new Origin.SameAs(0));
    assertThat(component.type().fresh()).containsExactly(component.resources().get(1));
  }

  @Test
  void usesTheVeryResourcesOfItsSlotsInFunctionTypes() {
    ValidatedComponent component =
        validate(
            new ComponentBytes()
                .items(10, externName("r") + SUB_RESOURCE)
                .types("6800", "40" + vec(name("x") + "01") + "0100")
                .items(10, externName("f") + "0102"));
    ResourceType resource = component.resources().getFirst();
    FuncType type = ((Resolution.Func) component.resolved(3)).type();
    assertThat(type.params())
        .containsExactly(new FuncType.Param("x", new ValType.BorrowType(resource)));
    assertThat(component.imports()).extracting(NamedExtern::name).containsExactly("r", "f");
    assertThat(component.imports().get(1).type()).isEqualTo(new ExternType.Func(type));
  }

  @Test
  void resolvesLiftedFunctions() {
    ValidatedComponent component =
        validate(
            new ComponentBytes()
                .module("0105016000017f" + "03020100" + "0705" + vec(name("f") + "0000"))
                .items(2, "000000")
                .items(6, "00000100" + name("f"))
                .types("40000079")
                .items(8, "0000000000"));
    assertThat(component.component().definitions().getLast())
        .isInstanceOf(Definition.Canonical.class);
    assertThat(component.resolved(4))
        .isEqualTo(new Resolution.Func(FuncType.func().returns(ValType.Primitive.U32)));
  }

  record GateCase(Gate gate, ComponentBytes component) {}

  static Stream<GateCase> gatedComponents() {
    return Stream.of(
        new GateCase(Gate.VALUES, new ComponentBytes().items(12, "7f" + "01" + "01")),
        new GateCase(Gate.FIXED_LENGTH_LISTS, new ComponentBytes().types("677304")),
        new GateCase(Gate.MAP, new ComponentBytes().types("637979")),
        new GateCase(Gate.ASYNC, new ComponentBytes().types("6600")),
        new GateCase(
            Gate.IMPLEMENTS,
            new ComponentBytes()
                .types("4200")
                .items(10, "02" + name("a") + vec("00" + name("a:b/c")) + "0500")),
        new GateCase(Gate.ERROR_CONTEXT, new ComponentBytes().types("64")),
        new GateCase(Gate.THREADING, new ComponentBytes().items(8, "26")),
        new GateCase(Gate.SHARED_EVERYTHING_THREADS, new ComponentBytes().items(8, "4200")),
        new GateCase(Gate.MEMORY64, new ComponentBytes().types("3f7e00")),
        new GateCase(Gate.MORE_ASYNC_BUILTINS, new ComponentBytes().items(8, "0601")),
        new GateCase(
            Gate.NESTED_NAMES,
            new ComponentBytes().types("4200").items(10, externName("a:b:c/d") + "0500")),
        new GateCase(
            Gate.CANONICAL_INTERFACE_NAMES,
            new ComponentBytes()
                .types("4200")
                .items(10, "02" + name("a:b/c@1") + vec("01" + name(".2.3")) + "0500")));
  }

  @ParameterizedTest
  @MethodSource("gatedComponents")
  void opensGatesOneByOne(GateCase example) {
    var component = ComponentDecoder.decode(example.component().bytes());
    Gates allButThis = new Gates(EnumSet.complementOf(EnumSet.of(example.gate())));
    assertThatThrownBy(() -> ComponentValidator.validate(component, allButThis))
        .isInstanceOf(InvalidException.class);
    if (example.gate() != Gate.VALUES) {
      ComponentValidator.validate(component, Gates.released().with(example.gate(), true));
    } else {
      assertThatThrownBy(() -> ComponentValidator.validate(component, Gates.all()))
          .hasMessageContaining("value 0 is never used");
    }
  }

  @Test
  void quotesHostileNamesInOneLine() {
    ComponentBytes component =
        new ComponentBytes().types("4200").items(10, externName("a\n\u202Eb") + "0500");
    assertThatThrownBy(() -> validate(component))
        .isInstanceOf(InvalidException.class)
        .hasMessageContaining("`a\\u{a}\\u{202e}b` is not in kebab case")
        .hasMessageEndingWith("(at offset 0x10)");
  }
}
