package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.engine.CoreMemory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// A long string on its way from one guest to another, still in the memory of the first: it may be
/// larger than what the heap has room for, so [LongStrings] takes it piece by piece. Between
/// lifting and lowering no code of the guest runs that could change it.
///
/// @param units bytes, or pairs of them for UTF-16
/// @param tagged whether it is the UTF-16 kind of `latin1+utf16`
record GuestString(CoreMemory memory, long pointer, long units, Form form, boolean tagged) {

  /// How the characters lie in memory.
  enum Form {
    UTF8(StandardCharsets.UTF_8, 1, "utf-8"),
    UTF16(StandardCharsets.UTF_16LE, 2, "utf-16"),
    LATIN1(StandardCharsets.ISO_8859_1, 1, "latin1");

    private final Charset charset;
    private final int unitBytes;
    private final String words;

    Form(Charset charset, int unitBytes, String words) {
      this.charset = charset;
      this.unitBytes = unitBytes;
      this.words = words;
    }
  }

  private static final int PIECE_BYTES = 1 << 16;

  /// Takes the characters in their order.
  interface Sink {
    void accept(CharBuffer piece);
  }

  private long byteLength() {
    return units * form.unitBytes;
  }

  /// Decodes all of it.
  ///
  /// @throws dev.jawa.engine.Trap where it is not well-formed
  void forEachPiece(Sink sink) {
    CharsetDecoder decoder =
        form.charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.allocate(PIECE_BYTES);
    CharBuffer out = CharBuffer.allocate(PIECE_BYTES);
    long left = byteLength();
    while (left > 0 || in.position() > 0) {
      int count = (int) Math.min(left, in.remaining());
      memory.read(pointer + byteLength() - left, in.array(), in.position(), count);
      left -= count;
      in.position(in.position() + count).flip();
      // No input makes more characters than it has bytes, so there is always room.
      CoderResult result = decoder.decode(in, out, left == 0);
      if (result.isError()) {
        throw malformed(byteLength() - left - in.remaining());
      }
      sink.accept(out.flip());
      out.clear();
      in.compact();
    }
  }

  private RuntimeException malformed(long index) {
    return AbiTraps.trap("invalid %s sequence from index %d".formatted(form.words, index));
  }
}
