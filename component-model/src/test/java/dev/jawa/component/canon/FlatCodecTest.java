package dev.jawa.component.canon;

import static dev.jawa.component.type.ValType.Primitive.BOOL;
import static dev.jawa.component.type.ValType.Primitive.CHAR;
import static dev.jawa.component.type.ValType.Primitive.F32;
import static dev.jawa.component.type.ValType.Primitive.F64;
import static dev.jawa.component.type.ValType.Primitive.S16;
import static dev.jawa.component.type.ValType.Primitive.S32;
import static dev.jawa.component.type.ValType.Primitive.S64;
import static dev.jawa.component.type.ValType.Primitive.S8;
import static dev.jawa.component.type.ValType.Primitive.U16;
import static dev.jawa.component.type.ValType.Primitive.U32;
import static dev.jawa.component.type.ValType.Primitive.U64;
import static dev.jawa.component.type.ValType.Primitive.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Flat values to Java values and back. Spec: `CanonicalABI.md`, flat lifting and lowering.
class FlatCodecTest {

  private static final RecursiveComparisonConfiguration EXACT =
      RecursiveComparisonConfiguration.builder()
          .withEqualsForType(Float::equals, Float.class)
          .withEqualsForType(Double::equals, Double.class)
          .build();

  private final TestGuest guest = new TestGuest();

  @AfterEach
  void close() {
    guest.close();
  }

  /// @param lowered the flat values that the value becomes again
  record Case(ValType type, long[] flat, Object value, long[] lowered) {
    @Override
    public String toString() {
      return type + " " + Arrays.toString(flat);
    }
  }

  /// @param trap words of the trap that lifting ends in
  record Bad(ValType type, long[] flat, String trap) {
    @Override
    public String toString() {
      return type + " " + Arrays.toString(flat);
    }
  }

  private static Case same(ValType type, Object value, long... flat) {
    return new Case(type, flat, value, flat);
  }

  private static Case scalar(ValType type, long flat, Object value, long lowered) {
    return new Case(type, new long[] {flat}, value, new long[] {lowered});
  }

  private static ValType.FlagsType flags(int count) {
    return new ValType.FlagsType(IntStream.range(0, count).mapToObj(i -> "f" + i).toList());
  }

  private static ValType.VariantType variant(ValType... payloads) {
    return new ValType.VariantType(
        IntStream.range(0, payloads.length)
            .mapToObj(i -> new ValType.Case("c" + i, payloads[i]))
            .toList());
  }

  private static final long GARBAGE = 0xDEAD_BEEF_0000_0000L;

  static final List<Case> cases =
      List.of(
          scalar(BOOL, 0, false, 0),
          scalar(BOOL, 1, true, 1),
          scalar(BOOL, 2, true, 1),
          scalar(BOOL, 0x8000_0000L, true, 1),
          scalar(BOOL, GARBAGE, false, 0),
          scalar(U8, 255, 255, 255),
          scalar(U8, 256, 0, 0),
          scalar(U8, 0xFFFF_FF80L, 128, 128),
          scalar(S8, 128, -128, 0xFFFF_FF80L),
          scalar(S8, 256, 0, 0),
          scalar(S8, 0xFFFF_FFFFL, -1, 0xFFFF_FFFFL),
          scalar(U16, 0xFFFF, 65535, 65535),
          scalar(U16, 0x1_0000, 0, 0),
          scalar(S16, 0x8000, -32768, 0xFFFF_8000L),
          scalar(U32, 0xFFFF_FFFFL, 0xFFFF_FFFFL, 0xFFFF_FFFFL),
          scalar(U32, GARBAGE | 7, 7L, 7),
          scalar(S32, 0xFFFF_FFFFL, -1, 0xFFFF_FFFFL),
          scalar(S32, -1, -1, 0xFFFF_FFFFL),
          scalar(U64, -1, -1L, -1),
          scalar(S64, Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE),
          scalar(F32, Float.floatToRawIntBits(3.25f), 3.25f, Float.floatToRawIntBits(3.25f)),
          scalar(F32, 0x7F80_0001L, Float.NaN, 0x7FC0_0000L),
          scalar(F32, 0xFFFF_FFFFL, Float.NaN, 0x7FC0_0000L),
          scalar(F32, 0x8000_0000L, -0.0f, 0x8000_0000L),
          scalar(F64, 0xFFF0_0000_0000_0001L, Double.NaN, 0x7FF8_0000_0000_0000L),
          scalar(F64, 0x7FF0_0000_0000_0000L, Double.POSITIVE_INFINITY, 0x7FF0_0000_0000_0000L),
          scalar(CHAR, 0xD7FF, 0xD7FF, 0xD7FF),
          scalar(CHAR, 0xE000, 0xE000, 0xE000),
          scalar(CHAR, 0x10_FFFF, 0x10_FFFF, 0x10_FFFF),
          scalar(new ValType.EnumType(List.of("a", "b")), 1, 1, 1),
          scalar(flags(2), 3, 3, 3),
          scalar(flags(2), 6, 2, 2),
          scalar(flags(32), 0xFFFF_FFFFL, -1, 0xFFFF_FFFFL),
          same(
              new ValType.RecordType(
                  List.of(new ValType.Field("x", U8), new ValType.Field("y", U64))),
              new Object[] {1, 2L},
              1,
              2),
          same(
              new ValType.TupleType(List.of(new ValType.TupleType(List.of(U8, U8)), U16)),
              new Object[] {new Object[] {1, 2}, 3},
              1,
              2,
              3),
          same(new ValType.FixedListType(U8, 3), List.of(1, 2, 3), 1, 2, 3),
          same(
              new ValType.FixedListType(new ValType.FixedListType(U8, 2), 2),
              List.of(List.of(1, 2), List.of(3, 4)),
              1,
              2,
              3,
              4),
          new Case(
              variant(U8, F32, null), new long[] {0, 298}, new Variant(0, 42), new long[] {0, 42}),
          same(variant(U8, F32, null), new Variant(1, 1.5f), 1, Float.floatToRawIntBits(1.5f)),
          new Case(variant(U8, F32, null), new long[] {2, 99}, Variant.of(2), new long[] {2, 0}),
          new Case(
              variant(F32, U64),
              new long[] {0, 0xFFFF_FFFF_4049_0FDBL},
              new Variant(0, Float.intBitsToFloat(0x4049_0FDB)),
              new long[] {0, 0x4049_0FDBL}),
          same(variant(F64, U8), new Variant(0, 1.0), 0, 0x3FF0_0000_0000_0000L),
          new Case(
              variant(S8, U64),
              new long[] {0, 0xFFFF_FFFF_0000_00FFL},
              new Variant(0, -1),
              new long[] {0, 0xFFFF_FFFFL}),
          new Case(
              new ValType.OptionType(F32), new long[] {0, 77}, Optional.empty(), new long[] {0, 0}),
          same(new ValType.OptionType(U32), Optional.of(7L), 1, 7),
          same(new ValType.ResultType(U8, U32), Result.ok(42), 0, 42),
          same(new ValType.ResultType(U8, U32), Result.err(1000L), 1, 1000),
          same(new ValType.ResultType(null, null), Result.OK, 0),
          same(new ValType.ResultType(null, null), Result.ERR, 1));

  static final List<Bad> bad =
      List.of(
          new Bad(CHAR, new long[] {0xD800}, "invalid `char` bit pattern"),
          new Bad(CHAR, new long[] {0xDFFF}, "invalid `char` bit pattern"),
          new Bad(CHAR, new long[] {0x11_0000}, "invalid `char` bit pattern"),
          new Bad(CHAR, new long[] {0xFFFF_FFFFL}, "invalid `char` bit pattern"),
          new Bad(new ValType.EnumType(List.of("a", "b")), new long[] {2}, "discriminant 2"),
          new Bad(variant(U8), new long[] {1, 0}, "discriminant 1 out of range [0..1)"),
          new Bad(
              new ValType.OptionType(U8), new long[] {0xFFFF_FFFFL, 0}, "discriminant 4294967295"),
          new Bad(new ValType.ResultType(null, null), new long[] {2}, "discriminant 2"));

  @ParameterizedTest
  @FieldSource("cases")
  void liftsAndLowersAgain(Case given) {
    Codec codec = new Codecs(List.of()).of(given.type);
    assertThat(codec.flatTypes()).hasSize(given.flat.length);

    Object value = codec.lift(guest.context(), given.flat, 0);
    assertThat(value).usingRecursiveComparison(EXACT).isEqualTo(given.value);

    long[] lowered = new long[given.flat.length];
    codec.lower(guest.context(), value, lowered, 0);
    assertThat(lowered).containsExactly(given.lowered);
  }

  @ParameterizedTest
  @FieldSource("bad")
  void trapsWhenTheGuestGivesWhatIsNoValue(Bad given) {
    Codec codec = new Codecs(List.of()).of(given.type);
    assertThatThrownBy(() -> codec.lift(guest.context(), given.flat, 0))
        .isInstanceOf(Trap.class)
        .hasMessageContaining(given.trap);
  }
}
