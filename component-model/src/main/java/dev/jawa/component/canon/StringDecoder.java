package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes of a guest to a Java string, trapping where they are not well-formed. The JDK's fast
/// decoders replace what is malformed by U+FFFD: only where the result has one, a slow decoder
/// tells whether the guest wrote it itself.
final class StringDecoder {

  private static final char REPLACEMENT = '\uFFFD';

  private StringDecoder() {}

  static String utf8(byte[] bytes) {
    return decode(bytes, StandardCharsets.UTF_8, "utf-8");
  }

  /// The same bytes, which are well-formed.
  static byte[] checkedUtf8(byte[] bytes) {
    int all = 0;
    for (byte each : bytes) {
      all |= each;
    }
    if (all < 0) {
      utf8(bytes);
    }
    return bytes;
  }

  static String utf16(byte[] bytes) {
    return decode(bytes, StandardCharsets.UTF_16LE, "utf-16");
  }

  private static String decode(byte[] bytes, Charset charset, String name) {
    String string = new String(bytes, charset);
    if (string.indexOf(REPLACEMENT) >= 0) {
      check(bytes, charset.newDecoder(), name);
    }
    return string;
  }

  private static void check(byte[] bytes, CharsetDecoder strict, String name) {
    strict
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(4096);
    CoderResult result = strict.decode(in, out, false);
    while (result.isOverflow()) {
      out.clear();
      result = strict.decode(in, out, false);
    }
    if (result.isError()) {
      throw AbiTraps.trap(
          "invalid %s sequence of %d bytes from index %d"
              .formatted(name, result.length(), in.position()));
    }
    if (in.hasRemaining()) {
      throw AbiTraps.trap(
          "incomplete %s byte sequence from index %d".formatted(name, in.position()));
    }
  }
}
