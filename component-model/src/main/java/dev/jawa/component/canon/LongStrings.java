package dev.jawa.component.canon;

import dev.jawa.component.canon.GuestString.Form;
import dev.jawa.component.canon.Peer.Item;
import dev.jawa.engine.CoreMemory;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/// Writes a [GuestString] into the memory of the other guest. Space is asked for as
/// [StringTranscoder] does it for short ones, but before more is read than is needed to know how
/// much: that a guest has no room for a gigabyte shows before the gigabyte is looked at.
final class LongStrings {

  private final LiftLowerContext cx;
  private final CoreMemory memory;
  private final GuestString source;

  /// The space in the target, in bytes, and how much of it is filled.
  private long pointer;

  private long had;
  private long filled;

  /// Whether what is written so far is Latin-1, or for UTF-16 could be.
  private boolean latin1 = true;

  private LongStrings(LiftLowerContext cx, GuestString source) {
    this.cx = cx;
    this.memory = cx.memory();
    this.source = source;
  }

  /// Answers with a [RangeCodec#range].
  static long store(LiftLowerContext cx, GuestString source) {
    LongStrings target = new LongStrings(cx, source);
    return switch (cx.encoding()) {
      case UTF8 -> target.storeUtf8();
      case UTF16 -> target.storeUtf16();
      case LATIN1_UTF16 ->
          source.tagged() ? target.storeTagged() : target.storeLatin1OrUtf16(source.form());
    };
  }

  private void allocate(int alignment, long bytes) {
    pointer = cx.allocate(Item.STRING, alignment, bytes);
    had = bytes;
  }

  private void resize(int alignment, long bytes) {
    if (bytes != had) {
      pointer = cx.reallocate(Item.STRING, pointer, had, alignment, bytes);
      had = bytes;
    }
  }

  private void write(byte[] bytes) {
    memory.write(pointer + filled, bytes, 0, bytes.length);
    filled += bytes.length;
  }

  private long storeUtf8() {
    allocate(1, source.units());
    if (source.form() == Form.UTF8) {
      source.forEachPiece(this::writeUtf8);
      return RangeCodec.range(pointer, filled);
    }
    long worst = source.units() * (source.form() == Form.LATIN1 ? 2 : 3);
    source.forEachPiece(piece -> {
      if (had < worst && !isAscii(piece)) {
        resize(1, worst);
      }
      writeUtf8(piece);
    });
    resize(1, filled);
    return RangeCodec.range(pointer, filled);
  }

  private void writeUtf8(CharBuffer piece) {
    write(piece.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isAscii(CharBuffer piece) {
    return piece.chars().allMatch(c -> c < 0x80);
  }

  private long storeUtf16() {
    allocate(2, 2 * source.units());
    source.forEachPiece(this::writeUtf16);
    resize(2, filled);
    return RangeCodec.range(pointer, filled / 2);
  }

  private void writeUtf16(CharBuffer piece) {
    write(piece.toString().getBytes(StandardCharsets.UTF_16LE));
  }

  private void writeLatin1(CharBuffer piece) {
    write(piece.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private long storeLatin1OrUtf16(Form form) {
    allocate(2, source.units());
    if (form == Form.LATIN1) {
      source.forEachPiece(this::writeLatin1);
      return RangeCodec.range(pointer, filled);
    }
    source.forEachPiece(piece -> {
      if (latin1 && !StringTranscoder.isLatin1(piece)) {
        inflate();
      }
      if (latin1) {
        writeLatin1(piece);
      } else {
        writeUtf16(piece);
      }
    });
    resize(2, filled);
    return latin1
        ? RangeCodec.range(pointer, filled)
        : RangeCodec.range(pointer, filled / 2 | StringCodec.UTF16_TAG);
  }

  /// What was taken for Latin-1 turns out to be UTF-16.
  private void inflate() {
    resize(2, 2 * source.units());
    latin1 = false;
    for (long i = filled - 1; i >= 0; i--) {
      memory.putShort(pointer + 2 * i, (short) (memory.getByte(pointer + i) & 0xFF));
    }
    filled *= 2;
  }

  /// From `latin1+utf16` to the same, where the source did not need its UTF-16.
  private long storeTagged() {
    allocate(2, 2 * source.units());
    source.forEachPiece(piece -> {
      latin1 = latin1 && StringTranscoder.isLatin1(piece);
      writeUtf16(piece);
    });
    if (!latin1) {
      return RangeCodec.range(pointer, filled / 2 | StringCodec.UTF16_TAG);
    }
    filled /= 2;
    for (long i = 0; i < filled; i++) {
      memory.putByte(pointer + i, memory.getByte(pointer + 2 * i));
    }
    resize(2, filled);
    return RangeCodec.range(pointer, filled);
  }
}
