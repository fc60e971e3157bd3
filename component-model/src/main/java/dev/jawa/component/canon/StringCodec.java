package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.canon.Peer.Item;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Strings. Which encoding they have in memory is up to the canonical options, so one codec serves
/// all.
final class StringCodec extends RangeCodec {

  /// Set in the length of a `latin1+utf16` string that lies in memory as UTF-16.
  static final long UTF16_TAG = 1L << 31;

  /// From how many bytes on a string goes from guest to guest without a stay on the heap.
  static final long LONG_BYTES = 1 << 20;

  @Override
  Object loadRange(LiftLowerContext cx, long pointer, long taggedUnits) {
    GuestString.Form form = form(cx.encoding(), taggedUnits);
    boolean tagged = cx.encoding() == StringEncoding.LATIN1_UTF16 && form == GuestString.Form.UTF16;
    long units = tagged ? taggedUnits ^ UTF16_TAG : taggedUnits;
    long bytes = form == GuestString.Form.UTF16 ? 2 * units : units;
    if (bytes >= LONG_BYTES && cx.peer() instanceof Peer.Guest) {
      check(cx, pointer, bytes, cx.encoding() == StringEncoding.UTF8 ? 1 : 2);
      return new GuestString(cx.memory(), pointer, units, form, tagged);
    }
    return loadShort(cx, pointer, taggedUnits);
  }

  private static GuestString.Form form(StringEncoding encoding, long taggedUnits) {
    return switch (encoding) {
      case UTF8 -> GuestString.Form.UTF8;
      case UTF16 -> GuestString.Form.UTF16;
      case LATIN1_UTF16 ->
          (taggedUnits & UTF16_TAG) == 0 ? GuestString.Form.LATIN1 : GuestString.Form.UTF16;
    };
  }

  private static Object loadShort(LiftLowerContext cx, long pointer, long taggedUnits) {
    return switch (cx.encoding()) {
      case UTF8 -> loadUtf8(cx, pointer, taggedUnits);
      case UTF16 -> StringDecoder.utf16(read(cx, pointer, 2 * taggedUnits, 2));
      case LATIN1_UTF16 -> {
        if ((taggedUnits & UTF16_TAG) != 0) {
          String string = StringDecoder.utf16(read(cx, pointer, 2 * (taggedUnits ^ UTF16_TAG), 2));
          yield isObserved(cx.peer().encoding(), string) ? new TaggedUtf16(string) : string;
        }
        yield new String(read(cx, pointer, taggedUnits, 2), StandardCharsets.ISO_8859_1);
      }
    };
  }

  private static Object loadUtf8(LiftLowerContext cx, long pointer, long units) {
    byte[] bytes = read(cx, pointer, units, 1);
    return cx.peer().encoding() == StringEncoding.UTF8
        ? new Utf8(StringDecoder.checkedUtf8(bytes))
        : StringDecoder.utf8(bytes);
  }

  /// A string on its way to a guest that has strings in the same encoding.
  private record Utf8(byte[] bytes) {}

  /// A string that one guest has in more bytes than needed, on its way to another guest that can
  /// observe it by how space is asked for.
  private record TaggedUtf16(String string) {}

  private static boolean isObserved(@Nullable StringEncoding target, String string) {
    return target != null && target != StringEncoding.UTF16 && StringTranscoder.isLatin1(string);
  }

  private static byte[] read(LiftLowerContext cx, long pointer, long byteLength, int alignment) {
    check(cx, pointer, byteLength, alignment);
    cx.charge(byteLength);
    byte[] bytes = new byte[(int) byteLength];
    cx.memory().read(pointer, bytes, 0, bytes.length);
    return bytes;
  }

  private static void check(LiftLowerContext cx, long pointer, long byteLength, int alignment) {
    cx.checkRange(Item.STRING, pointer, byteLength, alignment);
    Lists.checkLength(cx, Item.STRING, byteLength);
  }

  @Override
  long storeRange(LiftLowerContext cx, Object value) {
    if (value instanceof GuestString guestString) {
      return LongStrings.store(cx, guestString);
    }
    if (value instanceof Utf8(byte[] bytes)) {
      return StringTranscoder.copy(cx, bytes, 1, bytes.length);
    }
    if (value instanceof TaggedUtf16(String string)) {
      return switch (cx.encoding()) {
        case UTF8 -> StringTranscoder.utf16OrLatin1ToUtf8(cx, string, false);
        case UTF16 -> StringTranscoder.copyAsUtf16(cx, string, 0);
        case LATIN1_UTF16 -> StringTranscoder.utf16ToLatin1(cx, string);
      };
    }
    String string = (String) value;
    // A string of the host counts as encoded in whatever asks for space once.
    StringEncoding source = cx.peer().encoding();
    return switch (cx.encoding()) {
      case UTF8 ->
          source == null || source == StringEncoding.UTF8
              ? StringTranscoder.copyAsUtf8(cx, string)
              : StringTranscoder.utf16OrLatin1ToUtf8(
                  cx, string, source == StringEncoding.LATIN1_UTF16);
      case UTF16 ->
          source == StringEncoding.UTF8
              ? StringTranscoder.utf8ToUtf16(cx, string)
              : StringTranscoder.copyAsUtf16(cx, string, 0);
      case LATIN1_UTF16 ->
          source == null || source == StringEncoding.LATIN1_UTF16
              ? StringTranscoder.copyAsLatin1OrUtf16(cx, string)
              : StringTranscoder.toLatin1OrUtf16(cx, string, source);
    };
  }
}
