package dev.jawa.component.canon;

import static dev.jawa.component.ast.CanonOption.StringEncoding.LATIN1_UTF16;
import static dev.jawa.component.ast.CanonOption.StringEncoding.UTF16;
import static dev.jawa.component.ast.CanonOption.StringEncoding.UTF8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.engine.Trap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Strings in every encoding. Spec: `CanonicalABI.md`, `load_string` and `store_string`.
class StringCodecTest {

  private static final Codec CODEC = new StringCodec();

  private static final List<String> STRINGS =
      List.of(
          "",
          "a",
          "hello",
          "\0",
          "a\0b",
          "\u0080",
          "na\u00EFve",
          "\u00FF\u0100",
          "x\u2603",
          "\uD7FFb",
          "\uE000",
          "\uFFFD is a character too",
          "\uD83C\uDF70 cake",
          "abcdef\uF123");

  private final TestGuest guest = new TestGuest();

  @AfterEach
  void close() {
    guest.close();
  }

  /// @param source `null` if the string comes from the host
  record Way(@Nullable StringEncoding source, StringEncoding target, String string) {}

  static List<Way> ways() {
    List<@Nullable StringEncoding> sources = new ArrayList<>(List.of(StringEncoding.values()));
    sources.add(null);
    List<Way> ways = new ArrayList<>();
    for (StringEncoding source : sources) {
      for (StringEncoding target : StringEncoding.values()) {
        STRINGS.forEach(string -> ways.add(new Way(source, target, string)));
      }
    }
    return ways;
  }

  private static Peer peer(@Nullable StringEncoding source) {
    return source == null ? new Peer.Host() : new Peer.Guest(source);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void arrivesWhateverTheEncodings(Way way) {
    LiftLowerContext cx = guest.context(way.target, peer(way.source));
    long[] flat = new long[2];
    CODEC.lower(cx, way.string, flat, 0);

    LiftLowerContext reader = guest.context(way.target, new Peer.Host());
    assertThat(CODEC.lift(reader, flat, 0)).isEqualTo(way.string);
    boolean tagged = (flat[1] & StringCodec.UTF16_TAG) != 0;
    boolean wide = way.string.chars().anyMatch(c -> c > 0xFF);
    assertThat(tagged).isEqualTo(way.target == LATIN1_UTF16 && wide);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void arrivesFromGuestToGuest(Way way) {
    if (way.source == null) {
      return;
    }
    long[] flat = new long[2];
    CODEC.lower(guest.context(way.source, new Peer.Host()), way.string, flat, 0);
    Object passed = CODEC.lift(guest.context(way.source, peer(way.target)), flat, 0);
    CODEC.lower(guest.context(way.target, peer(way.source)), passed, flat, 0);

    LiftLowerContext reader = guest.context(way.target, new Peer.Host());
    assertThat(CODEC.lift(reader, flat, 0)).isEqualTo(way.string);
  }

  /// @param reallocs what the guest's allocator is asked, in order
  record Space(
      @Nullable StringEncoding source, StringEncoding target, String string, String... reallocs) {}

  static final List<Space> spaces =
      List.of(
          new Space(null, UTF8, "h\u00F6", "0 -> 3 align 1"),
          new Space(null, UTF16, "h\u00F6", "0 -> 4 align 2"),
          new Space(null, LATIN1_UTF16, "h\u00F6", "0 -> 2 align 2"),
          new Space(null, LATIN1_UTF16, "h\u2603", "0 -> 4 align 2"),
          new Space(UTF8, UTF8, "h\u00F6", "0 -> 3 align 1"),
          new Space(UTF8, UTF16, "abc", "0 -> 6 align 2"),
          new Space(UTF8, UTF16, "h\u00F6", "0 -> 6 align 2", "6 -> 4 align 2"),
          new Space(UTF8, LATIN1_UTF16, "abc", "0 -> 3 align 2"),
          new Space(UTF8, LATIN1_UTF16, "h\u00F6", "0 -> 3 align 2", "3 -> 2 align 2"),
          new Space(
              UTF8, LATIN1_UTF16, "h\u2603", "0 -> 4 align 2", "4 -> 8 align 2", "8 -> 4 align 2"),
          new Space(UTF16, UTF8, "abc", "0 -> 3 align 1"),
          new Space(UTF16, UTF8, "\u2603", "0 -> 1 align 1", "1 -> 3 align 1"),
          new Space(UTF16, UTF8, "h\u2603", "0 -> 2 align 1", "2 -> 6 align 1", "6 -> 4 align 1"),
          new Space(UTF16, UTF16, "h\u2603", "0 -> 4 align 2"),
          new Space(UTF16, LATIN1_UTF16, "h\u00F6", "0 -> 2 align 2"),
          new Space(UTF16, LATIN1_UTF16, "h\u2603", "0 -> 2 align 2", "2 -> 4 align 2"),
          new Space(
              LATIN1_UTF16, UTF8, "h\u00F6", "0 -> 2 align 1", "2 -> 4 align 1", "4 -> 3 align 1"),
          new Space(LATIN1_UTF16, UTF16, "h\u00F6", "0 -> 4 align 2"),
          new Space(LATIN1_UTF16, LATIN1_UTF16, "h\u00F6", "0 -> 2 align 2"),
          new Space(LATIN1_UTF16, LATIN1_UTF16, "h\u2603", "0 -> 4 align 2"));

  @ParameterizedTest
  @FieldSource("spaces")
  void asksForSpaceAsTheSpecificationSays(Space given) {
    LiftLowerContext cx = guest.context(given.target, peer(given.source));
    CODEC.lower(cx, given.string, new long[2], 0);
    assertThat(guest.reallocs).containsExactly(given.reallocs);
  }

  /// A string that a guest with `latin1+utf16` had as UTF-16 though Latin-1 would have done.
  static final List<Space> tagged =
      List.of(
          new Space(LATIN1_UTF16, LATIN1_UTF16, "h\u00F6", "0 -> 4 align 2", "4 -> 2 align 2"),
          new Space(
              LATIN1_UTF16, UTF8, "h\u00F6", "0 -> 2 align 1", "2 -> 6 align 1", "6 -> 3 align 1"),
          new Space(LATIN1_UTF16, UTF16, "h\u00F6", "0 -> 4 align 2"));

  @ParameterizedTest
  @FieldSource("tagged")
  void shrinksWhatTheSourceHadInMoreBytesThanNeeded(Space given) {
    guest.write(8, 'h', 0, 0xF6, 0);
    long[] flat = {8, 2 | StringCodec.UTF16_TAG};
    Object value = CODEC.lift(guest.context(LATIN1_UTF16, peer(given.target)), flat, 0);

    LiftLowerContext cx = guest.context(given.target, peer(given.source));
    CODEC.lower(cx, value, flat, 0);

    assertThat(guest.reallocs).containsExactly(given.reallocs);
    assertThat(CODEC.lift(guest.context(given.target, new Peer.Host()), flat, 0))
        .isEqualTo(given.string);
  }

  /// @param peer decides the words
  record Bad(
      StringEncoding encoding, Peer peer, long pointer, long length, int[] bytes, String trap) {}

  private static int[] bytes(int... bytes) {
    return bytes;
  }

  private static final Peer HOST = new Peer.Host();
  private static final Peer GUEST = new Peer.Guest(UTF8);
  private static final String OUT = "string pointer/length out of bounds of memory";

  static final List<Bad> bad =
      List.of(
          new Bad(UTF8, HOST, 0, 1, bytes(0xFF), "invalid utf-8"),
          new Bad(UTF8, GUEST, 0, 1, bytes(0xFF), "invalid utf-8"),
          new Bad(UTF8, GUEST, 0, 3, bytes('a', 0xE2, 0x98), "incomplete utf-8 byte sequence"),
          new Bad(UTF8, HOST, 0, 2, bytes(0xC0, 0x80), "invalid utf-8"),
          new Bad(UTF8, HOST, 0, 3, bytes(0xED, 0xA0, 0x80), "invalid utf-8"),
          new Bad(UTF8, HOST, 0, 4, bytes(0xF4, 0x90, 0x80, 0x80), "invalid utf-8"),
          new Bad(UTF8, HOST, 0, 2, bytes(0xC3, 'x'), "invalid utf-8"),
          new Bad(UTF8, HOST, 0, 4, bytes(0xEF, 0xBF, 0xBD, 0xFF), "from index 3"),
          new Bad(UTF8, HOST, 0, 1, bytes(0xC3), "incomplete utf-8 byte sequence"),
          new Bad(UTF8, HOST, 0, 3, bytes('a', 0xE2, 0x98), "incomplete utf-8 byte sequence"),
          new Bad(UTF16, HOST, 0, 1, bytes(0x00, 0xDC), "invalid utf-16"),
          new Bad(UTF16, HOST, 0, 2, bytes(0x3C, 0xD8, 'x', 0), "invalid utf-16"),
          new Bad(UTF16, HOST, 0, 1, bytes(0x3C, 0xD8), "incomplete utf-16"),
          new Bad(LATIN1_UTF16, HOST, 0, 1 | 1L << 31, bytes(0, 0xDC), "invalid utf-16"),
          new Bad(UTF8, HOST, 0xDEAD_BEEFL, 0, bytes(), OUT),
          new Bad(UTF8, HOST, 65535, 2, bytes(), OUT),
          new Bad(UTF8, GUEST, 65535, 2, bytes(), "string content out-of-bounds"),
          new Bad(UTF16, GUEST, 1, 0, bytes(), "unaligned pointer"),
          new Bad(LATIN1_UTF16, GUEST, 1, 0, bytes(), "unaligned pointer"),
          new Bad(LATIN1_UTF16, GUEST, 1, 1L << 31, bytes(), "unaligned pointer"),
          new Bad(UTF16, HOST, 3, 1, bytes(), "string pointer not aligned to 2"),
          new Bad(UTF8, GUEST, 0, 1L << 28, bytes(), "string content out-of-bounds"),
          new Bad(UTF16, GUEST, 0, 1L << 27, bytes(), "string content out-of-bounds"));

  @ParameterizedTest
  @FieldSource("bad")
  void trapsWhenTheGuestGivesWhatIsNoString(Bad given) {
    guest.write(0, given.bytes);
    LiftLowerContext cx = guest.context(given.encoding, given.peer);
    assertThatThrownBy(() -> CODEC.lift(cx, new long[] {given.pointer, given.length}, 0))
        .isInstanceOf(Trap.class)
        .hasMessageContaining(given.trap);
  }

  @Test
  void decodesLongStringsWithReplacementCharacters() {
    String string = "\uFFFD".repeat(10_000);
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    guest.memory.write(0, bytes, 0, bytes.length);
    assertThat(CODEC.lift(guest.context(), new long[] {0, bytes.length}, 0)).isEqualTo(string);
  }
}
