package dev.jawa.component.binary;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// Writes components for tests, section by section; everything is hexadecimal text.
public final class ComponentBytes {

  private static final String PREAMBLE = "0061736d0d000100";

  private final StringBuilder hex = new StringBuilder(PREAMBLE);

  /// A section that is one item.
  public ComponentBytes section(int id, String body) {
    String clean = body.replaceAll("\\s", "");
    hex.append(String.format("%02x", id)).append(leb(clean.length() / 2)).append(clean);
    return this;
  }

  /// A section that is a vector of items.
  public ComponentBytes items(int id, String... items) {
    return section(id, vec(items));
  }

  /// Core module section.
  public ComponentBytes module(String body) {
    return section(1, "0061736d01000000" + body);
  }

  /// Type section.
  public ComponentBytes types(String... types) {
    return items(7, types);
  }

  /// A nested component.
  public ComponentBytes nested(ComponentBytes inner) {
    return section(4, inner.hex.toString());
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /// A counted vector.
  public static String vec(String... items) {
    return leb(items.length) + String.join("", items);
  }

  /// A counted string.
  public static String name(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return leb(bytes.length) + HexFormat.of().formatHex(bytes);
  }

  /// The name of an import or export.
  public static String externName(String text) {
    return "00" + name(text);
  }

  /// An unsigned number.
  public static String leb(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while (left > 0x7F) {
      out.write((int) (left & 0x7F | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
    return HexFormat.of().formatHex(out.toByteArray());
  }

  /// A type index where a value type stands: a signed number.
  public static String typeIndex(int index) {
    String plain = leb(index);
    int last = Integer.parseInt(plain.substring(plain.length() - 2), 16);
    return last < 0x40
        ? plain
        : plain.substring(0, plain.length() - 2) + String.format("%02x00", last | 0x80);
  }

  /// The same items again and again.
  public static String[] times(int count, String item) {
    String[] items = new String[count];
    Arrays.fill(items, item);
    return items;
  }

  @Override
  public String toString() {
    return Arrays.stream(hex.toString().split("(?<=\\G.{32})")).collect(Collectors.joining("\n"));
  }
}
