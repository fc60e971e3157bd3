package dev.jawa.component.wit;

import java.util.Set;

/// Indented lines, up to a limit: a small component can have a huge type.
final class WitText {

  private static final int MAX_CHARS = 4 << 20;

  private static final Set<String> KEYWORDS =
      Set.of(
          "as",
          "async",
          "bool",
          "borrow",
          "char",
          "constructor",
          "enum",
          "error-context",
          "export",
          "f32",
          "f64",
          "flags",
          "from",
          "func",
          "future",
          "import",
          "include",
          "interface",
          "list",
          "map",
          "option",
          "own",
          "package",
          "record",
          "resource",
          "result",
          "s16",
          "s32",
          "s64",
          "s8",
          "static",
          "stream",
          "string",
          "tuple",
          "type",
          "u16",
          "u32",
          "u64",
          "u8",
          "use",
          "variant",
          "with",
          "world");

  private final StringBuilder out = new StringBuilder();
  private int depth;
  private boolean cut;

  /// A name as WIT wants it: keywords are marked.
  static String identifier(String name) {
    return KEYWORDS.contains(name) ? "%" + name : name;
  }

  void line(String line) {
    if (out.length() + line.length() > MAX_CHARS) {
      if (!cut) {
        out.append("// the rest is left out: it is longer than 4 MiB\n");
      }
      cut = true;
    }
    if (!cut) {
      out.repeat("  ", depth).append(line).append('\n');
    }
  }

  void blank() {
    if (!cut) {
      out.append('\n');
    }
  }

  /// Begins a block.
  void open(String head) {
    line(head + " {");
    depth++;
  }

  /// Ends a block.
  void close() {
    depth--;
    line("}");
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
