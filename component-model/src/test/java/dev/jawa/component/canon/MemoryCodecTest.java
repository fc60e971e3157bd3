package dev.jawa.component.canon;

import static dev.jawa.component.type.ValType.Primitive.BOOL;
import static dev.jawa.component.type.ValType.Primitive.CHAR;
import static dev.jawa.component.type.ValType.Primitive.F32;
import static dev.jawa.component.type.ValType.Primitive.F64;
import static dev.jawa.component.type.ValType.Primitive.S16;
import static dev.jawa.component.type.ValType.Primitive.STRING;
import static dev.jawa.component.type.ValType.Primitive.U16;
import static dev.jawa.component.type.ValType.Primitive.U32;
import static dev.jawa.component.type.ValType.Primitive.U64;
import static dev.jawa.component.type.ValType.Primitive.U8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.type.ValType;
import dev.jawa.component.value.Variant;
import dev.jawa.engine.Trap;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Lists in memory to Java values and back. Spec: `CanonicalABI.md`, loading and storing.
class MemoryCodecTest {

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

  /// @param element the list's
  /// @param bytes from address 0; -1 is padding
  record Case(ValType element, Object value, int length, int... bytes) {
    @Override
    public String toString() {
      return "list<" + element + "> " + Arrays.toString(bytes);
    }
  }

  private static ValType tuple(ValType... types) {
    return new ValType.TupleType(List.of(types));
  }

  private static ValType.FlagsType flags(int count) {
    return new ValType.FlagsType(IntStream.range(0, count).mapToObj(i -> "f" + i).toList());
  }

  private static Object[] row(Object... values) {
    return values;
  }

  static final List<Case> cases =
      List.of(
          new Case(BOOL, List.of(true, false, true), 3, 1, 0, 2),
          new Case(U8, new byte[] {1, 2, -1}, 3, 1, 2, 0xFF),
          new Case(U16, new short[] {1, 2}, 2, 1, 0, 2, 0),
          new Case(S16, new short[] {-1, -2}, 2, 0xFF, 0xFF, 0xFE, 0xFF),
          new Case(U32, new int[] {1, -1}, 2, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF),
          new Case(U64, new long[] {258}, 1, 2, 1, 0, 0, 0, 0, 0, 0),
          new Case(F32, new float[] {1.0f, Float.NaN}, 2, 0, 0, 0x80, 0x3F, 1, 0, 0x80, 0x7F),
          new Case(F64, new double[] {1.0}, 1, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F),
          new Case(CHAR, List.of((int) 'A', 0x1F370), 2, 65, 0, 0, 0, 0x70, 0xF3, 1, 0),
          new Case(
              new ValType.FixedListType(U8, 2),
              List.of(List.of(1, 2), List.of(3, 4)),
              2,
              1,
              2,
              3,
              4),
          new Case(
              tuple(U8, U16, U8, U32),
              List.of(row(6, 7, 8, 9L), row(4, 5, 6, 7L)),
              2,
              6,
              -1,
              7,
              0,
              8,
              -1,
              -1,
              -1,
              9,
              0,
              0,
              0,
              4,
              -1,
              5,
              0,
              6,
              -1,
              -1,
              -1,
              7,
              0,
              0,
              0),
          new Case(tuple(U16, U8), List.of(row(6, 7), row(8, 9)), 2, 6, 0, 7, -1, 8, 0, 9, -1),
          new Case(
              tuple(tuple(U16, U8), U8),
              List.of(row(row(4, 5), 6), row(row(7, 8), 9)),
              2,
              4,
              0,
              5,
              -1,
              6,
              -1,
              7,
              0,
              8,
              -1,
              9,
              -1),
          new Case(flags(2), List.of(0, 2, 3), 3, 0, 2, 3),
          new Case(flags(9), List.of(0x1FF, 0), 2, 0xFF, 0xFF, 0, 0),
          new Case(flags(17), List.of(0x1FFFF), 1, 0xFF, 0xFF, 0xFF, 0),
          new Case(
              new ValType.OptionType(U8),
              List.of(Optional.of(7), Optional.empty()),
              2,
              1,
              7,
              0,
              -1),
          new Case(
              new ValType.VariantType(
                  List.of(new ValType.Case("a", U32), new ValType.Case("b", null))),
              List.of(new Variant(0, 5L), Variant.of(1)),
              2,
              0,
              -1,
              -1,
              -1,
              5,
              0,
              0,
              0,
              1,
              -1,
              -1,
              -1,
              -1,
              -1,
              -1,
              -1),
          new Case(
              STRING,
              List.of("hi", "wat"),
              2,
              16,
              0,
              0,
              0,
              2,
              0,
              0,
              0,
              18,
              0,
              0,
              0,
              3,
              0,
              0,
              0,
              'h',
              'i',
              'w',
              'a',
              't'),
          new Case(
              new ValType.ListType(U8),
              List.of(new byte[] {3, 4, 5}, new byte[0], new byte[] {6}),
              3,
              24,
              0,
              0,
              0,
              3,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              0,
              27,
              0,
              0,
              0,
              1,
              0,
              0,
              0,
              3,
              4,
              5,
              6));

  @ParameterizedTest
  @FieldSource("cases")
  void loadsAndStoresAgain(Case given) {
    guest.write(0, given.bytes);
    Codec list = new Codecs(List.of()).of(new ValType.ListType(given.element));

    Object value = list.lift(guest.context(), new long[] {0, given.length}, 0);
    assertThat(value).usingRecursiveComparison(EXACT).isEqualTo(given.value);

    long[] lowered = new long[2];
    list.lower(guest.context(), value, lowered, 0);
    assertThat(lowered[1]).isEqualTo(given.length);
    assertThat(list.lift(guest.context(), lowered, 0))
        .usingRecursiveComparison(EXACT)
        .isEqualTo(given.value);
  }

  @Test
  void loadsMapsAsPairs() {
    guest.write(0, 42, 0xFF, 83, 0, 43, 0xFF, 84, 0);
    Codec map = new Codecs(List.of()).of(new ValType.MapType(U8, U16));

    assertThat(map.lift(guest.context(), new long[] {0, 2}, 0))
        .usingRecursiveComparison()
        .isEqualTo(List.of(row(42, 83), row(43, 84)));
  }

  /// @param peer decides the words
  record Bad(String name, ValType element, Peer peer, long pointer, long length, String trap) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Peer HOST = new Peer.Host();
  private static final Peer GUEST = new Peer.Guest(StringEncoding.UTF8);

  static final List<Bad> bad =
      List.of(
          new Bad("unaligned, host", U16, HOST, 1, 3, "list pointer is not aligned"),
          new Bad("unaligned, guest", U16, GUEST, 1, 3, "unaligned pointer"),
          new Bad("unaligned though empty", U64, GUEST, 4, 0, "unaligned pointer"),
          new Bad("end", U8, HOST, 65535, 2, "list pointer/length out of bounds of memory"),
          new Bad("end, guest", U32, GUEST, 65532, 2, "list content out-of-bounds"),
          new Bad("beyond though empty", U8, GUEST, 65537, 0, "list content out-of-bounds"),
          new Bad("pointer of 4 GiB", U8, GUEST, 0xFFFF_FFFFL, 1, "list content out-of-bounds"),
          new Bad("too long", U64, GUEST, 0, 0x2000_0000L, "is too large"),
          new Bad("far too long", tuple(U64, U64), HOST, 0, 0xFFFF_FFFFL, "is too large"));

  @ParameterizedTest
  @FieldSource("bad")
  void trapsWhenTheRangeIsNotTheGuests(Bad given) {
    Codec list = new Codecs(List.of()).of(new ValType.ListType(given.element));
    LiftLowerContext cx = guest.context(StringEncoding.UTF8, given.peer);
    assertThatThrownBy(() -> list.lift(cx, new long[] {given.pointer, given.length}, 0))
        .isInstanceOf(Trap.class)
        .hasMessageContaining(given.trap);
  }

  /// @param answer of the guest's allocator
  record BadRealloc(ValType element, Object value, Peer peer, long answer, String trap) {}

  static final List<BadRealloc> badReallocs =
      List.of(
          new BadRealloc(U32, new int[2], HOST, 2, "realloc return: result not aligned"),
          new BadRealloc(U32, new int[2], HOST, -1, "realloc return: result not aligned"),
          new BadRealloc(U32, new int[0], HOST, -4, "realloc return: beyond end of memory"),
          new BadRealloc(U32, new int[2], HOST, 65532, "realloc return: beyond end of memory"),
          new BadRealloc(U32, new int[2], GUEST, 2, "unaligned pointer"),
          new BadRealloc(U8, new byte[0], GUEST, -1, "list content out-of-bounds"),
          new BadRealloc(STRING, List.of("x"), GUEST, 65532, "list content out-of-bounds"));

  @ParameterizedTest
  @FieldSource("badReallocs")
  void trapsWhenTheAllocatorAnswersWrongly(BadRealloc given) {
    Codec list = new Codecs(List.of()).of(new ValType.ListType(given.element));
    LiftLowerContext cx = guest.answering(given.answer).context(StringEncoding.UTF8, given.peer);
    assertThatThrownBy(() -> list.lower(cx, given.value, new long[2], 0))
        .isInstanceOf(Trap.class)
        .hasMessageContaining(given.trap);
  }

  @Test
  void asksForSpaceEvenIfNothingIsToBeStored() {
    Codec list = new Codecs(List.of()).of(new ValType.ListType(U64));
    list.lower(guest.context(), new long[0], new long[2], 0);
    assertThat(guest.reallocs).containsExactly("0 -> 0 align 8");
  }

  @Test
  void trapsWhenOneCallCarriesMoreThanTheLimit() {
    try (TestGuest small = new TestGuest(new ComponentLimits(10, 100))) {
      Codec list = new Codecs(List.of()).of(new ValType.ListType(new ValType.ListType(U8)));
      small.write(0, 16, 0, 0, 0, 60, 0, 0, 0, 16, 0, 0, 0, 60, 0, 0, 0);
      LiftLowerContext cx = small.context();

      assertThat((List<?>) list.lift(cx, new long[] {0, 1}, 0)).hasSize(1);
      cx.resetBytes();
      assertThatThrownBy(() -> list.lift(cx, new long[] {0, 2}, 0))
          .isInstanceOf(Trap.class)
          .hasMessageContaining("at most 100 bytes");
    }
  }
}
