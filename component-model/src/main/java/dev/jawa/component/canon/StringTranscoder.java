package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.canon.Peer.Item;
import java.nio.charset.StandardCharsets;

/// Writes strings into the memory of a guest. Guests can observe how space is asked for (first an
/// optimistic guess, then the worst case, then shrunk to what was needed), so each pair of
/// encodings has its own way. Each answers with a [RangeCodec#range]. Spec: `CanonicalABI.md`,
/// `store_string_into_range`.
final class StringTranscoder {

  private StringTranscoder() {}

  static long copyAsUtf8(LiftLowerContext cx, String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    return copy(cx, bytes, 1, bytes.length);
  }

  /// @param tag ORed into the length
  static long copyAsUtf16(LiftLowerContext cx, String string, long tag) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_16LE);
    return copy(cx, bytes, 2, string.length() | tag);
  }

  static long copyAsLatin1OrUtf16(LiftLowerContext cx, String string) {
    if (!isLatin1(string)) {
      return copyAsUtf16(cx, string, StringCodec.UTF16_TAG);
    }
    return copy(cx, string.getBytes(StandardCharsets.ISO_8859_1), 2, string.length());
  }

  static long copy(LiftLowerContext cx, byte[] bytes, int alignment, long length) {
    long pointer = cx.allocate(Item.STRING, alignment, bytes.length);
    cx.memory().write(pointer, bytes, 0, bytes.length);
    return RangeCodec.range(pointer, length);
  }

  /// @param maybeLatin1 a source of characters below 256 needs two bytes for each at most,
  ///   otherwise three
  static long utf16OrLatin1ToUtf8(LiftLowerContext cx, String string, boolean maybeLatin1) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    long units = string.length();
    long pointer = cx.allocate(Item.STRING, 1, units);
    if (bytes.length > units) {
      long worst = units * (maybeLatin1 && isLatin1(string) ? 2 : 3);
      pointer = cx.reallocate(Item.STRING, pointer, units, 1, worst);
      cx.memory().write(pointer, bytes, 0, bytes.length);
      return RangeCodec.range(shrink(cx, pointer, worst, 1, bytes.length), bytes.length);
    }
    cx.memory().write(pointer, bytes, 0, bytes.length);
    return RangeCodec.range(pointer, bytes.length);
  }

  static long utf8ToUtf16(LiftLowerContext cx, String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_16LE);
    long worst = 2 * utf8Length(string);
    long pointer = cx.allocate(Item.STRING, 2, worst);
    cx.memory().write(pointer, bytes, 0, bytes.length);
    return RangeCodec.range(shrink(cx, pointer, worst, 2, bytes.length), string.length());
  }

  static long toLatin1OrUtf16(LiftLowerContext cx, String string, StringEncoding source) {
    long units = source == StringEncoding.UTF8 ? utf8Length(string) : string.length();
    long pointer = cx.allocate(Item.STRING, 2, units);
    if (isLatin1(string)) {
      byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
      cx.memory().write(pointer, bytes, 0, bytes.length);
      return RangeCodec.range(shrink(cx, pointer, units, 2, bytes.length), bytes.length);
    }
    byte[] bytes = string.getBytes(StandardCharsets.UTF_16LE);
    long worst = 2 * units;
    pointer = cx.reallocate(Item.STRING, pointer, units, 2, worst);
    cx.memory().write(pointer, bytes, 0, bytes.length);
    pointer = shrink(cx, pointer, worst, 2, bytes.length);
    return RangeCodec.range(pointer, string.length() | StringCodec.UTF16_TAG);
  }

  /// The half of `store_probably_utf16_to_latin1_or_utf16` that differs from a copy.
  static long utf16ToLatin1(LiftLowerContext cx, String string) {
    long worst = 2L * string.length();
    long pointer = cx.allocate(Item.STRING, 2, worst);
    byte[] bytes = string.getBytes(StandardCharsets.ISO_8859_1);
    cx.memory().write(pointer, bytes, 0, bytes.length);
    return RangeCodec.range(shrink(cx, pointer, worst, 2, bytes.length), bytes.length);
  }

  private static long shrink(
      LiftLowerContext cx, long pointer, long had, int alignment, long needed) {
    return needed < had ? cx.reallocate(Item.STRING, pointer, had, alignment, needed) : pointer;
  }

  static boolean isLatin1(CharSequence string) {
    for (int i = 0; i < string.length(); i++) {
      if (string.charAt(i) > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static long utf8Length(String string) {
    long length = 0;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c < 0x80) {
        length += 1;
      } else if (c < 0x800) {
        length += 2;
      } else if (Character.isHighSurrogate(c)) {
        length += 4;
        i++;
      } else {
        length += 3;
      }
    }
    return length;
  }
}
