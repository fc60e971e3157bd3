package dev.jawa.wast.read;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A `(module …)` or `(component …)`: in text, quoted, in bytes, or only the instance of another.
///
/// @param keyword `definition`, `instance`, or empty
/// @param name without `$`
/// @param body what stands behind the name
/// @param whole the source text of the group
record DefinitionText(
    Sexp.Group group, String keyword, @Nullable String name, List<Sexp> body, String whole) {

  private static final Pattern KEYWORD =
      Pattern.compile("^\\(\\s*(module|component)\\s+definition\\b");

  static DefinitionText of(Sexp.Group group, String text) {
    List<Sexp> items = group.items();
    int at = 1;
    String keyword = atom(items, at);
    if (keyword.equals("definition") || keyword.equals("instance")) {
      at++;
    } else {
      keyword = "";
    }
    String name = TextScript.name(items, at);
    at += name == null ? 0 : 1;
    String whole = text.isEmpty() ? "" : text.substring(group.start(), group.end());
    return new DefinitionText(group, keyword, name, items.subList(at, items.size()), whole);
  }

  int start() {
    return group.start();
  }

  boolean isComponent() {
    return group.head().equals("component");
  }

  boolean isInstance() {
    return keyword.equals("instance");
  }

  boolean isOnlyDefined() {
    return keyword.equals("definition");
  }

  /// The bytes of the binary form, or `null`.
  byte @Nullable [] binary() {
    return atom(body, 0).equals("binary") ? strings("") : null;
  }

  /// The text to encode.
  String text() {
    return atom(body, 0).equals("quote")
        ? "(" + group.head() + " " + new String(strings("\n"), StandardCharsets.UTF_8) + ")"
        : KEYWORD.matcher(whole).replaceFirst("($1");
  }

  private byte[] strings(String separator) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Sexp item : body) {
      if (item instanceof Sexp.Str(byte[] bytes, int _)) {
        all.writeBytes(bytes);
        all.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
      }
    }
    return all.toByteArray();
  }

  private static String atom(List<Sexp> items, int at) {
    return at < items.size() && items.get(at) instanceof Sexp.Atom(String text, int _) ? text : "";
  }
}
