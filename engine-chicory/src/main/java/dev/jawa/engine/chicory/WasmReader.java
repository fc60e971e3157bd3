package dev.jawa.engine.chicory;

import dev.jawa.engine.MalformedModuleException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads the primitives of the binary format. Only for what has to be known of a module before or
/// beside Chicory's parser, which is the one that checks everything.
final class WasmReader {

  static final int HEADER = 8;

  private final byte[] wasm;
  private int at;

  /// A section of a module.
  ///
  /// @param start where its number stands
  /// @param end where the next one begins
  record Section(int id, int start, int end) {}

  /// Is given the sections in turn, with the reader at the content; need not read all of it.
  interface SectionVisitor {
    void visit(Section section, WasmReader in);
  }

  /// Is given the functions' bodies in turn, with the reader behind their size; need not read all.
  interface BodyVisitor {
    /// @param index among the module's own functions
    /// @param start where the size of the body stands
    /// @param end where the next one begins
    void visit(int index, int start, int end);
  }

  /// Writes what shall take a section's place; nothing leaves it out.
  interface SectionWriter {
    void write(Section section, WasmReader in, WasmSink out);
  }

  /// The module with other sections.
  static byte[] rewrite(byte[] wasm, SectionWriter writer) {
    WasmSink out = new WasmSink().raw(wasm, 0, HEADER);
    new WasmReader(wasm).sections((section, in) -> writer.write(section, in, out));
    return out.bytes();
  }

  /// Starts behind the header.
  WasmReader(byte[] wasm) {
    this.wasm = wasm;
    this.at = HEADER;
  }

  void sections(SectionVisitor visitor) {
    while (!atEnd()) {
      int start = at;
      int id = u8();
      Section section = new Section(id, start, end(u32()));
      visitor.visit(section, this);
      seek(section.end());
    }
  }

  /// From the start of a code section's content, behind its count.
  void bodies(int count, BodyVisitor visitor) {
    for (int i = 0; i < count; i++) {
      int start = at;
      int end = end(u32());
      visitor.visit(i, start, end);
      seek(end);
    }
  }

  int position() {
    return at;
  }

  void seek(int position) {
    if (position < at || position > wasm.length) {
      throw unexpectedEnd();
    }
    at = position;
  }

  boolean atEnd() {
    return at >= wasm.length;
  }

  int u8() {
    if (atEnd()) {
      throw unexpectedEnd();
    }
    return wasm[at++] & 0xFF;
  }

  /// Unsigned LEB128 of 32 bits.
  int u32() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = u8();
      if (shift == 28 && next > 0x0F && next < 0x80) {
        throw new MalformedModuleException("integer too large");
      }
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedModuleException("integer representation too long");
  }

  /// Signed LEB128 of 32 bits, of what was validated before.
  int s32() {
    int value = 0;
    int shift = 0;
    int next;
    do {
      next = u8();
      value |= (next & 0x7F) << shift;
      shift += 7;
    } while (next >= 0x80 && shift < Integer.SIZE);
    return shift < Integer.SIZE && (next & 0x40) != 0 ? value | -1 << shift : value;
  }

  /// Skips a LEB128 of any kind.
  void skipLeb() {
    while (u8() >= 0x80) {
      // the last byte has no continuation bit
    }
  }

  /// The end of what is this long, from here.
  int end(int length) {
    if (length < 0 || length > wasm.length - at) {
      throw unexpectedEnd();
    }
    return at + length;
  }

  String name() {
    int length = u32();
    int end = end(length);
    try {
      String name =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(wasm, at, length)).toString();
      at = end;
      return name;
    } catch (CharacterCodingException e) {
      throw new MalformedModuleException("malformed UTF-8 encoding", e);
    }
  }

  private static MalformedModuleException unexpectedEnd() {
    return new MalformedModuleException("unexpected end");
  }
}
