package dev.jawa.component.wave;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Case;
import dev.jawa.component.type.ValType.Field;
import dev.jawa.component.type.ValType.Primitive;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WaveTest {

  private static final ValType RECORD =
      new ValType.RecordType(
          List.of(
              new Field("a", Primitive.U8),
              new Field("b", new ValType.OptionType(Primitive.CHAR))));
  private static final ValType VARIANT =
      new ValType.VariantType(List.of(new Case("days", Primitive.S32), new Case("none", null)));
  private static final ValType RESULT = new ValType.ResultType(Primitive.STRING, null);
  private static final ValType FLAGS = new ValType.FlagsType(List.of("read", "write"));

  record Example(ValType type, String text, String printed) {
    static Example same(ValType type, String text) {
      return new Example(type, text, text);
    }
  }

  static Stream<Example> examples() {
    return Stream.of(
        Example.same(Primitive.BOOL, "true"),
        Example.same(Primitive.S8, "-128"),
        Example.same(Primitive.U64, "18446744073709551615"),
        new Example(Primitive.F32, "6.022e+5", "602200"),
        Example.same(Primitive.F64, "-0.1"),
        new Example(Primitive.F64, "1.0", "1"),
        Example.same(Primitive.F64, "nan"),
        Example.same(Primitive.F32, "-inf"),
        Example.same(Primitive.CHAR, "'\\''"),
        new Example(Primitive.CHAR, "'\\u{263a}'", "'☺'"),
        Example.same(Primitive.STRING, "\"a\\tb\\\"\""),
        new Example(Primitive.STRING, "\"\"\"\n  a\n   b\n  \"\"\"", "\"a\\n b\""),
        Example.same(new ValType.ListType(Primitive.U8), "[1, 2, 255]"),
        new Example(new ValType.ListType(Primitive.STRING), "[\"a\",]", "[\"a\"]"),
        Example.same(new ValType.FixedListType(Primitive.U8, 2), "[1, 2]"),
        Example.same(new ValType.MapType(Primitive.STRING, Primitive.U8), "[(\"a\", 1)]"),
        Example.same(new ValType.TupleType(List.of(Primitive.U8, Primitive.BOOL)), "(1, false)"),
        new Example(RECORD, "{b: 'x', a: 1}", "{a: 1, b: some('x')}"),
        Example.same(RECORD, "{a: 7}"),
        Example.same(VARIANT, "days(-3)"),
        Example.same(VARIANT, "%none"),
        Example.same(new ValType.EnumType(List.of("south", "ok")), "%ok"),
        Example.same(FLAGS, "{read, write}"),
        Example.same(FLAGS, "{}"),
        new Example(new ValType.OptionType(Primitive.U8), "3", "some(3)"),
        Example.same(new ValType.OptionType(Primitive.U8), "none"),
        new Example(RESULT, "\"flat\"", "ok(\"flat\")"),
        Example.same(RESULT, "err"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void printsWhatItReads(Example example) {
    Object[] args =
        WaveCall.parse("f(" + example.text() + ")").arguments(func(param("v", example.type())));
    assertThat(WaveWriter.value(example.type(), args[0])).isEqualTo(example.printed());
  }

  @ParameterizedTest
  @CsvSource({
    "f,,f",
    "f(),,f",
    "two-words(1),,two-words",
    "api.f(),api,f",
    "a:b/api.f@1.2.3(),a:b/api@1.2.3,f",
    "a:b/api#f(),a:b/api,f"
  })
  void findsTheNameOfTheFunction(String text, String interfaceName, String function) {
    WaveCall call = WaveCall.parse(text);
    assertThat(call.function()).isEqualTo(function);
    assertThat(call.interfaceName().orElse(null)).isEqualTo(interfaceName);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f(|unexpected end of input at 2..2",
        "f(256)|invalid value: '256' is no u8 at 2..5",
        "f(\"x\")|invalid value: expected u8, found '\"x\"' at 2..5",
        "f(1, 2)|invalid params: expected 1, found more at 5..6",
        "f()|invalid params: expected 1, found 0 at 2..3",
        "f|no params provided, but 1 required at 0..1",
        "f(1) x|trailing characters after value at 5..6",
        "f(§)|invalid token at 2..3",
        "!|invalid token at 0..1"
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> WaveCall.parse(text).arguments(func(param("v", Primitive.U8))))
        .isInstanceOf(WaveException.class)
        .hasMessage(message);
  }

  @Test
  void refusesValuesThatAreNestedTooDeep() {
    ValType deep = Primitive.U8;
    for (int i = 0; i < 200; i++) {
      deep = new ValType.ListType(deep);
    }
    ValType type = deep;
    String text = "f(" + "[".repeat(200) + "]".repeat(200) + ")";
    assertThatThrownBy(() -> WaveCall.parse(text).arguments(func(param("v", type))))
        .hasMessageContaining("nesting too deep");
  }
}
