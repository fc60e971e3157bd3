package dev.jawa.component.binary;

import static dev.jawa.component.binary.ComponentBytes.externName;
import static dev.jawa.component.binary.ComponentBytes.name;
import static dev.jawa.component.binary.ComponentBytes.vec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.AliasTarget;
import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOption;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.DefType;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.ExternName;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.ast.SortIndex;
import dev.jawa.component.ast.ValTypeRef;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.ValType.Primitive;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ComponentDecoderTest {

  private static Component decode(ComponentBytes component) {
    return ComponentDecoder.decode(component.bytes());
  }

  private static Definition only(ComponentBytes component) {
    List<Definition> definitions = decode(component).definitions();
    assertThat(definitions).hasSize(1);
    return definitions.getFirst();
  }

  @Test
  void keepsTheOrderOfDefinitionsOverAllSections() {
    Component component =
        decode(
            new ComponentBytes()
                .types("73", "7f")
                .items(6, "03020000")
                .module("")
                .types("79")
                .items(11, externName("t") + "0300" + "00"));
    assertThat(component.definitions())
        .extracting(definition -> definition.getClass().getSimpleName())
        .containsExactly("Type", "Type", "Alias", "CoreModule", "Type", "Export");
    assertThat(component.definitions().getFirst().offset()).isEqualTo(11);
  }

  @Test
  void keepsCoreModulesAsRangesOfTheInput() {
    ComponentBytes bytes = new ComponentBytes().module("");
    Definition.CoreModule module = (Definition.CoreModule) only(bytes);
    assertThat(module.bytes().offset()).isEqualTo(10);
    assertThat(module.bytes().copy()).isEqualTo(HexFormat.of().parseHex("0061736d01000000"));
  }

  @Test
  void readsTheShapeOfCoreModules() {
    String imports = "020a01" + name("i") + name("mem") + "020001";
    Definition.CoreModule module =
        (Definition.CoreModule)
            only(
                new ComponentBytes()
                    .module(
                        "0105016000017f"
                            + imports
                            + "03020100"
                            + "0705"
                            + vec(name("f") + "0000")));
    assertThat(module.shape().imports()).singleElement().extracting("name").isEqualTo("mem");
    assertThat(module.shape().memories()).hasSize(1);
    assertThat(module.shape().funcs()).hasSize(1);
    assertThat(module.shape().exports())
        .singleElement()
        .extracting("item")
        .isEqualTo(new SortIndex(Sort.CORE_FUNC, 0));
  }

  @Test
  void readsTheNameOfAComponentAndForgivesGarbageInCustomSections() {
    String custom = name("component-name");
    assertThat(decode(new ComponentBytes().section(0, custom + "0004" + name("abc"))).name())
        .isEqualTo("abc");
    assertThat(decode(new ComponentBytes().section(0, custom + "00ff")).name()).isNull();
    assertThat(decode(new ComponentBytes().section(0, name("other") + "0004ff")).name()).isNull();
  }

  @Test
  void readsNestedComponentsWithOffsetsOfTheWholeInput() {
    ComponentBytes inner = new ComponentBytes().types("73");
    Definition.NestedComponent nested =
        (Definition.NestedComponent) only(new ComponentBytes().nested(inner));
    assertThat(nested.component().offset()).isEqualTo(10);
    assertThat(nested.component().definitions().getFirst().offset()).isEqualTo(21);
  }

  @Test
  void keepsAnIndexThatFitsNoIndexSpace() {
    Definition.Canonical canonical =
        (Definition.Canonical) only(new ComponentBytes().items(8, "02ffffffff0f"));
    assertThat(canonical.canon()).isEqualTo(new Canon.ResourceNew(Integer.MAX_VALUE));
  }

  record TypeCase(String hex, DefType type) {}

  static Stream<TypeCase> typesByTheirBytes() {
    ValTypeRef string = new ValTypeRef.Primitive(Primitive.STRING);
    ValTypeRef five = new ValTypeRef.Index(5);
    return Stream.of(
        new TypeCase("64", new DefType.Primitive(Primitive.ERROR_CONTEXT)),
        new TypeCase(
            "7201" + name("a") + "73",
            new DefType.RecordDef(List.of(new DefType.Labelled("a", string)))),
        new TypeCase(
            "7102" + name("a") + "0000" + name("b") + "010500",
            new DefType.VariantDef(
                List.of(new DefType.Case("a", null), new DefType.Case("b", five)))),
        new TypeCase("7073", new DefType.ListDef(string)),
        new TypeCase("67058001", new DefType.FixedListDef(five, 128)),
        new TypeCase("6f027305", new DefType.TupleDef(List.of(string, five))),
        new TypeCase("6e01" + name("x"), new DefType.FlagsDef(List.of("x"))),
        new TypeCase("6d01" + name("x"), new DefType.EnumDef(List.of("x"))),
        new TypeCase("6b05", new DefType.OptionDef(five)),
        new TypeCase("6a000105", new DefType.ResultDef(null, five)),
        new TypeCase("690c", new DefType.OwnDef(12)),
        new TypeCase("680c", new DefType.BorrowDef(12)),
        new TypeCase("6600", new DefType.StreamDef(null)),
        new TypeCase("650173", new DefType.FutureDef(string)),
        new TypeCase("637305", new DefType.MapDef(string, five)),
        new TypeCase(
            "3f7f0103", new DefType.ResourceDef(CoreValueType.Simple.I32, OptionalInt.of(3))),
        new TypeCase(
            "4301" + name("p") + "730005",
            new DefType.FuncDef(true, List.of(new DefType.Labelled("p", string)), five)),
        new TypeCase("40000100", new DefType.FuncDef(false, List.of(), null)),
        new TypeCase("4200", new DefType.InstanceDef(List.of())),
        new TypeCase("7080c000", new DefType.ListDef(new ValTypeRef.Index(8192))));
  }

  @ParameterizedTest
  @MethodSource("typesByTheirBytes")
  void decodesType(TypeCase example) {
    Definition.Type type = (Definition.Type) only(new ComponentBytes().types(example.hex()));
    assertThat(type.type()).isEqualTo(example.type());
  }

  record CanonCase(String hex, Canon canon) {}

  static Stream<CanonCase> canonsByTheirBytes() {
    CanonOptions none = new CanonOptions(List.of());
    return Stream.of(
        new CanonCase(
            "000001" + "06" + "01" + "0302" + "0404" + "0505" + "06" + "0707" + "01",
            new Canon.Lift(
                1,
                new CanonOptions(
                    List.of(
                        CanonOption.StringEncoding.UTF16,
                        new CanonOption.Memory(2),
                        new CanonOption.Realloc(4),
                        new CanonOption.PostReturn(5),
                        new CanonOption.Async(),
                        new CanonOption.Callback(7))),
                1)),
        new CanonCase("01000300", new Canon.Lower(3, none)),
        new CanonCase("0304", new Canon.ResourceDrop(4)),
        new CanonCase("09000700", new Canon.TaskReturn(new ValTypeRef.Index(7), none)),
        new CanonCase("0a7f01", new Canon.ContextGet(CoreValueType.Simple.I32, 1)),
        new CanonCase("0c01", new Canon.ThreadYield(true)),
        new CanonCase("110501", new Canon.StreamCancelRead(5, true)),
        new CanonCase("160500", new Canon.FutureRead(5, none)),
        new CanonCase("200102", new Canon.WaitableSetWait(true, 2)),
        new CanonCase("24", new Canon.BackpressureInc()),
        new CanonCase("270102", new Canon.ThreadNewIndirect(1, 2)),
        new CanonCase("2d00", new Canon.ThreadYieldThenPromote(false)),
        new CanonCase("41010203", new Canon.ThreadSpawnIndirect(true, 2, 3)));
  }

  @ParameterizedTest
  @MethodSource("canonsByTheirBytes")
  void decodesCanonicalDefinition(CanonCase example) {
    Definition.Canonical canonical =
        (Definition.Canonical) only(new ComponentBytes().items(8, example.hex()));
    assertThat(canonical.canon()).isEqualTo(example.canon());
  }

  @Test
  void decodesNamesWithAttributes() {
    String attributes = vec("00" + name("a:b/c"), "01" + name(".1"), "02" + name("id"));
    Definition.Import item =
        (Definition.Import)
            only(new ComponentBytes().items(10, "02" + name("n") + attributes + "0301"));
    assertThat(item.name().text()).isEqualTo("n");
    assertThat(item.name().attributes())
        .containsExactly(
            new ExternName.Attribute.Implements("a:b/c"),
            new ExternName.Attribute.VersionSuffix(".1"),
            new ExternName.Attribute.ExternalId("id"));
    assertThat(item.type()).isEqualTo(new ExternDesc.SubResource());
  }

  @Test
  void decodesAliases() {
    List<Definition> aliases =
        decode(
                new ComponentBytes()
                    .items(6, "050003" + name("x"), "000201" + "07" + name("y"), "04020109"))
            .definitions();
    assertThat(aliases)
        .extracting(alias -> ((Definition.Alias) alias).target())
        .containsExactly(
            new AliasTarget.Export(Sort.INSTANCE, 3, "x"),
            new AliasTarget.CoreExport(Sort.CORE_MEMORY, 7, "y"),
            new AliasTarget.Outer(Sort.COMPONENT, 1, 9));
  }

  record BadCase(String what, byte[] input, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<BadCase> brokenInputs() {
    return Stream.of(
        bad("nothing", "", "the preamble is cut short (at offset 0x0)"),
        bad("text", "68656c6c6f", "does not begin with \\0asm"),
        bad("a core module", "0061736d01000000", "found a core module"),
        bad("a later version", "0061736d0e000100", "unknown binary version 0xe"),
        bad("an unknown section", "0061736d0d0001000d00", "malformed section id: 13"),
        bad("a section beyond the end", "0061736d0d0001000705", "5 bytes wanted, 0 left"),
        bad("a count beyond the section", "0061736d0d000100070101", "1 items in 0 bytes"),
        bad("a count of 2^32-1", "0061736d0d0001000705ffffffff0f", "4294967295 items in 0 bytes"),
        bad("a size of 33 bits", "0061736d0d00010007ffffffff1f", "integer too large"),
        bad("a size of six bytes", "0061736d0d000100078080808080", "too long (at offset 0xd)"),
        bad("bytes behind the last type", "0061736d0d00010007020000", "1 trailing bytes"),
        new BadCase(
            "a name that is no UTF-8",
            new ComponentBytes().items(10, "0002c0800301").bytes(),
            "malformed UTF-8 encoding (at offset 0xd)"),
        new BadCase(
            "a component where a module should be",
            new ComponentBytes().section(1, "0061736d0d000100").bytes(),
            "expected a version header for a module"),
        new BadCase(
            "a module whose sections are out of order",
            new ComponentBytes().module("030100" + "010100").bytes(),
            "section out of order"),
        new BadCase(
            "a value type that is none",
            new ComponentBytes().types("7041").bytes(),
            "invalid leading byte (0x41) for component value type"));
  }

  private static BadCase bad(String what, String hex, String message) {
    return new BadCase(what, HexFormat.of().parseHex(hex), message);
  }

  @ParameterizedTest
  @MethodSource("brokenInputs")
  void saysWhatIsBrokenAndWhere(BadCase example) {
    assertThatThrownBy(() -> ComponentDecoder.decode(example.input()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(example.message())
        .hasMessageContaining("(at offset 0x");
  }

  @Test
  void refusesDeepNesting() {
    ComponentBytes component = new ComponentBytes();
    for (int i = 0; i < 150; i++) {
      component = new ComponentBytes().nested(component);
    }
    byte[] deep = component.bytes();
    assertThatThrownBy(() -> ComponentDecoder.decode(deep))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("nested deeper than 100 levels");
  }

  @Test
  void refusesMoreItemsThanItsLimit() {
    byte[] many = new ComponentBytes().types(ComponentBytes.times(20, "73")).bytes();
    assertThatThrownBy(() -> ComponentDecoder.decode(many, new DecoderLimits(19, 100)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than 19 items");
    assertThat(ComponentDecoder.decode(many, new DecoderLimits(20, 100)).definitions()).hasSize(20);
  }

  @Test
  void tellsPreamblesApart() {
    assertThat(Preamble.of(HexFormat.of().parseHex("0061736d01000000ff")))
        .isEqualTo(new Preamble.CoreModule());
    assertThat(Preamble.of(new ComponentBytes().bytes())).isEqualTo(new Preamble.Component());
    assertThat(Preamble.of(new byte[] {0, 'a', 's'})).isInstanceOf(Preamble.Unknown.class);
  }
}
