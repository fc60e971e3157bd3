package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.canon.Peer.Item;
import java.nio.charset.StandardCharsets;

/// Strings. Which encoding they have in memory is up to the canonical options, so one codec serves
/// all.
final class StringCodec extends RangeCodec {

  /// Set in the length of a `latin1+utf16` string that lies in memory as UTF-16.
  static final long UTF16_TAG = 1L << 31;

  @Override
  Object loadRange(LiftLowerContext cx, long pointer, long taggedUnits) {
    return switch (cx.encoding()) {
      case UTF8 -> StringDecoder.utf8(read(cx, pointer, taggedUnits, 1));
      case UTF16 -> StringDecoder.utf16(read(cx, pointer, 2 * taggedUnits, 2));
      case LATIN1_UTF16 -> {
        if ((taggedUnits & UTF16_TAG) != 0) {
          yield StringDecoder.utf16(read(cx, pointer, 2 * (taggedUnits ^ UTF16_TAG), 2));
        }
        yield new String(read(cx, pointer, taggedUnits, 2), StandardCharsets.ISO_8859_1);
      }
    };
  }

  private static byte[] read(LiftLowerContext cx, long pointer, long byteLength, int alignment) {
    Lists.checkLength(Item.STRING, byteLength);
    cx.checkRange(Item.STRING, pointer, byteLength, alignment);
    cx.charge(byteLength);
    byte[] bytes = new byte[(int) byteLength];
    cx.memory().read(pointer, bytes, 0, bytes.length);
    return bytes;
  }

  @Override
  long storeRange(LiftLowerContext cx, Object value) {
    String string = (String) value;
    // A string of the host counts as encoded in whatever asks for space once.
    StringEncoding source = cx.peer().sourceEncoding();
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
