package dev.jawa.component.canon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.Trap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Strings that go from guest to guest in pieces must look as if they went in one.
class LongStringsTest {

  private static final int LONG = (int) StringCodec.LONG_BYTES;
  private static final int PAGES = 256;
  private static final long START = 1 << 20;

  private final List<TestGuest> guests = new ArrayList<>();
  private final StringCodec codec = new StringCodec();

  private TestGuest guest() {
    return guest(ComponentLimits.DEFAULT);
  }

  private TestGuest guest(ComponentLimits limits) {
    TestGuest guest = new TestGuest(limits, PAGES);
    guests.add(guest);
    return guest;
  }

  @AfterEach
  void close() {
    guests.forEach(TestGuest::close);
  }

  private record Pair(StringEncoding from, StringEncoding to, String kind, String text) {
    @Override
    public String toString() {
      return from + " to " + to + ", " + kind;
    }
  }

  static Stream<Pair> pairs() {
    String ascii = "abcdefgh".repeat(LONG / 8) + "tail";
    return Stream.of(StringEncoding.values())
        .flatMap(from ->
            Stream.of(StringEncoding.values())
                .flatMap(to ->
                    Stream.of(
                        new Pair(from, to, "ascii", ascii),
                        new Pair(from, to, "latin1 at the end", ascii + "\u00e9"),
                        new Pair(from, to, "latin1", "\u00e9t\u00e9s".repeat(LONG / 4)),
                        new Pair(from, to, "wide in the middle", ascii + "\u0100" + ascii),
                        new Pair(from, to, "wide", "\u20ac\u0416x\ud83d\ude00".repeat(LONG / 5)))));
  }

  /// Puts it into the guest, and answers with its length as the guest gives it.
  private static long write(TestGuest guest, StringEncoding encoding, String text) {
    boolean narrow = StringTranscoder.isLatin1(text);
    Charset charset =
        switch (encoding) {
          case UTF8 -> StandardCharsets.UTF_8;
          case UTF16 -> StandardCharsets.UTF_16LE;
          case LATIN1_UTF16 -> narrow ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_16LE;
        };
    byte[] bytes = text.getBytes(charset);
    guest.memory.write(START, bytes, 0, bytes.length);
    return switch (encoding) {
      case UTF8 -> bytes.length;
      case UTF16 -> text.length();
      case LATIN1_UTF16 -> text.length() | (narrow ? 0 : StringCodec.UTF16_TAG);
    };
  }

  private static LiftLowerContext facing(
      TestGuest guest, StringEncoding own, StringEncoding other) {
    return guest.context(own, new Peer.Guest(other));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void arriveAsTheyWouldInOnePiece(Pair pair) {
    TestGuest source = guest();
    long length = write(source, pair.from, pair.text);
    TestGuest inPieces = guest();
    TestGuest inOne = guest();

    Object lifted = codec.loadRange(facing(source, pair.from, pair.to), START, length);
    long range = codec.storeRange(facing(inPieces, pair.to, pair.from), lifted);
    long expected = codec.storeRange(facing(inOne, pair.to, pair.from), pair.text);

    assertThat(lifted).isInstanceOf(GuestString.class);
    assertThat(inPieces.reallocs).isEqualTo(inOne.reallocs);
    assertThat(range).isEqualTo(expected);
    LiftLowerContext reading = inPieces.context(pair.to, new Peer.Host());
    assertThat(codec.loadRange(reading, range & 0xFFFF_FFFFL, range >>> 32).equals(pair.text))
        .isTrue();
  }

  @Test
  void makeLatin1OfUtf16ThatNeedsNoMore() {
    TestGuest source = guest();
    TestGuest target = guest();
    byte[] bytes = "\u00e9t\u00e9s".repeat(LONG / 4).getBytes(StandardCharsets.UTF_16LE);
    source.memory.write(START, bytes, 0, bytes.length);
    StringEncoding both = StringEncoding.LATIN1_UTF16;

    Object lifted =
        codec.loadRange(facing(source, both, both), START, LONG | StringCodec.UTF16_TAG);
    long range = codec.storeRange(facing(target, both, both), lifted);

    assertThat(target.reallocs)
        .containsExactly(
            "0 -> %d align 2".formatted(2 * LONG), "%d -> %d align 2".formatted(2 * LONG, LONG));
    assertThat(range >>> 32).isEqualTo(LONG);
    assertThat(target.read(range & 0xFFFF_FFFFL, 4)).containsExactly(0xe9, 't', 0xe9, 's');
  }

  @Test
  void askForSpaceBeforeTheyAreRead() {
    TestGuest source = guest();
    source.write(START + LONG / 2, 0xFF);
    TestGuest target = guest().answering(0xFFFF_0000L);
    Object lifted =
        codec.loadRange(facing(source, StringEncoding.UTF8, StringEncoding.UTF8), START, LONG);

    assertThatThrownBy(() ->
            codec.storeRange(facing(target, StringEncoding.UTF8, StringEncoding.UTF8), lifted))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("out-of-bounds");
  }

  private record Broken(StringEncoding encoding, int at, int[] bytes) {}

  static Stream<Broken> broken() {
    return Stream.of(
        new Broken(StringEncoding.UTF8, LONG / 2, new int[] {0xFF}),
        new Broken(StringEncoding.UTF8, 65_535, new int[] {0xE2, 0x82}),
        new Broken(StringEncoding.UTF8, LONG - 1, new int[] {0xC4}),
        new Broken(StringEncoding.UTF16, 65_534, new int[] {0x3D, 0xD8, 0x41, 0}),
        new Broken(StringEncoding.UTF16, 2 * LONG - 2, new int[] {0x3D, 0xD8}));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void trapWhereTheyAreNotWellFormed(Broken broken) {
    TestGuest source = guest().write(START + broken.at, broken.bytes);
    TestGuest target = guest();
    Object lifted =
        codec.loadRange(facing(source, broken.encoding, StringEncoding.UTF8), START, LONG);

    assertThatThrownBy(
            () -> codec.storeRange(facing(target, StringEncoding.UTF8, broken.encoding), lifted))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("invalid utf-");
  }

  @Test
  void trapBeyondTheLimit() {
    TestGuest source = guest(new ComponentLimits(10, 1, LONG));
    LiftLowerContext cx = facing(source, StringEncoding.UTF8, StringEncoding.UTF8);

    assertThat(codec.loadRange(cx, START, LONG)).isInstanceOf(GuestString.class);
    assertThatThrownBy(() -> codec.loadRange(cx, START, LONG + 1))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("string content out-of-bounds");
  }

  @Test
  void stayWithinTheLimitOfACallWhereTheHostGetsThem() {
    TestGuest source = guest(new ComponentLimits(10, LONG - 1));

    assertThatThrownBy(() ->
            codec.loadRange(source.context(StringEncoding.UTF8, new Peer.Host()), START, LONG))
        .isInstanceOf(Trap.class)
        .hasMessageContaining("fuel");
  }
}
