package dev.jawa.wast;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A binary as a tree of sections, to be changed inside a section while the lengths around it stay
/// right: so a mutation gets past the outer layers of a decoder.
final class SectionTree {

  private static final int PREAMBLE = 8;
  private static final int CORE_MODULE = 1;
  private static final int COMPONENT = 4;

  private final byte[] preamble;
  private final List<Section> sections = new ArrayList<>();

  /// @param inside what a module or component holds; `null` for all other sections
  private record Section(int id, byte[] body, SectionTree inside) {}

  private SectionTree(byte[] preamble) {
    this.preamble = preamble;
  }

  /// A binary, or what looks like one; what does not is one section more.
  static SectionTree of(byte[] binary) {
    SectionTree tree = new SectionTree(Arrays.copyOf(binary, Math.min(PREAMBLE, binary.length)));
    boolean component = binary.length > 6 && binary[6] == 1;
    int at = PREAMBLE;
    while (at < binary.length) {
      int id = binary[at] & 0xFF;
      long size = leb(binary, at + 1);
      int start = (int) (size >>> 32);
      int length = (int) Math.min(size & 0xFFFF_FFFFL, binary.length - start);
      byte[] body = Arrays.copyOfRange(binary, start, start + Math.max(0, length));
      boolean nested = component && (id == CORE_MODULE || id == COMPONENT);
      tree.sections.add(new Section(id, body, nested ? of(body) : null));
      at = start + Math.max(0, length);
    }
    return tree;
  }

  /// The value in the low half, the index behind it in the high one.
  private static long leb(byte[] bytes, int at) {
    long value = 0;
    int next = at;
    for (int shift = 0; next < bytes.length && shift < 35; shift += 7) {
      byte b = bytes[next++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        break;
      }
    }
    return value & 0x7FFF_FFFFL | (long) next << 32;
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(preamble);
    for (Section section : sections) {
      byte[] body = section.inside == null ? section.body : section.inside.encode();
      out.write(section.id);
      writeLeb(out, body.length);
      out.writeBytes(body);
    }
    return out.toByteArray();
  }

  private static void writeLeb(ByteArrayOutputStream out, int value) {
    int rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      out.write(rest & 0x7F | 0x80);
    }
    out.write(rest);
  }

  /// Changes one thing, somewhere.
  void mutate(Random random) {
    if (sections.isEmpty()) {
      return;
    }
    int at = random.nextInt(sections.size());
    Section section = sections.get(at);
    if (section.inside != null && random.nextInt(4) > 0) {
      section.inside.mutate(random);
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> sections.remove(at);
      case 1 -> sections.add(random.nextInt(sections.size() + 1), section);
      case 2 -> sections.add(sections.remove(at));
      case 3 -> sections.set(at, new Section(random.nextInt(14), section.body, section.inside));
      default -> {
        if (section.inside == null && section.body.length > 0) {
          sections.set(at, new Section(section.id, changed(section.body, random), null));
        }
      }
    }
  }

  private static byte[] changed(byte[] body, Random random) {
    int at = random.nextInt(body.length);
    return switch (random.nextInt(6)) {
      case 0 -> withLeb(body, 0, random); // how many things the section says it has
      case 1, 2 -> withLeb(body, at, random); // an index, a count, an opcode
      case 3 -> withNeighbour(body, at, random); // an index or a letter of a name, slightly off
      case 4 -> repeated(body, at, random);
      default -> withNeighbour(withLeb(body, at, random), 0, random);
    };
  }

  private static byte[] withLeb(byte[] body, int at, Random random) {
    int[] values = {0, 1, 2, 3, 0x7F, 0x80, 0x3FFF, 1 << 20, 100_000_000, Integer.MAX_VALUE};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, at);
    writeLeb(out, values[random.nextInt(values.length)]);
    int rest = (int) (leb(body, at) >>> 32);
    out.write(body, rest, body.length - rest);
    return out.toByteArray();
  }

  private static byte[] withNeighbour(byte[] body, int at, Random random) {
    byte[] changed = body.clone();
    changed[at] += (byte) (random.nextBoolean() ? 1 : -1);
    return changed;
  }

  private static byte[] repeated(byte[] body, int at, Random random) {
    int length = Math.min(body.length - at, 1 + random.nextInt(32));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(body, 0, at + length);
    out.write(body, at, body.length - at);
    return out.toByteArray();
  }
}
