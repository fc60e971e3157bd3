package dev.jawa.component.validate;

import dev.jawa.component.validate.Gates.Gate;

/// Parses the names of imports and exports, and labels. Spec: `Explainer.md`, import and export
/// definitions.
final class ExternNames {

  private final Gates gates;

  ExternNames(Gates gates) {
    this.gates = gates;
  }

  /// Not a name; the message goes behind one that quotes the whole.
  static final class BadNameException extends Exception {
    BadNameException(String message) {
      super(message, null, false, false);
    }
  }

  ParsedName parse(String name) throws BadNameException {
    if (name.startsWith("[constructor]")) {
      return new ParsedName.Constructor(label(name.substring("[constructor]".length())));
    }
    if (name.startsWith("[method]")) {
      String rest = name.substring("[method]".length());
      int dot = dot(rest);
      return new ParsedName.Method(label(rest.substring(0, dot)), label(rest.substring(dot + 1)));
    }
    if (name.startsWith("[static]")) {
      String rest = name.substring("[static]".length());
      int dot = dot(rest);
      return new ParsedName.Static(label(rest.substring(0, dot)), label(rest.substring(dot + 1)));
    }
    if (name.indexOf(':') >= 0) {
      return interfaceName(name);
    }
    return new ParsedName.Label(label(name));
  }

  private static int dot(String text) throws BadNameException {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw new BadNameException("failed to find `.` character");
    }
    return dot;
  }

  private static String label(String text) throws BadNameException {
    if (!isLabel(text)) {
      throw new BadNameException("`" + text + "` is not in kebab case");
    }
    return text;
  }

  private ParsedName interfaceName(String name) throws BadNameException {
    int at = name.indexOf('@');
    String path = at < 0 ? name : name.substring(0, at);
    String version = at < 0 ? "" : name.substring(at + 1);
    if (path.indexOf(':') < 0) {
      throw new BadNameException("`" + path + "` is not an interface name");
    }
    boolean nested = gates.allows(Gate.NESTED_NAMES);
    int rest = path.indexOf(':') + 1;
    words(path.substring(0, rest - 1));
    for (int next = path.indexOf(':', rest); nested && next >= 0; next = path.indexOf(':', rest)) {
      words(path.substring(rest, next));
      rest = next + 1;
    }
    int slash = path.indexOf('/', rest);
    int stop = path.indexOf(':', rest);
    if (stop >= 0 && (slash < 0 || stop < slash)) {
      throw new BadNameException("expected `/` after package name");
    }
    words(path.substring(rest, slash < 0 ? path.length() : slash));
    if (slash < 0) {
      throw new BadNameException("expected `/` after package name");
    }
    projections(path.substring(slash + 1), nested);
    if (at >= 0) {
      version(version);
    }
    return new ParsedName.Interface(name, version);
  }

  private static void projections(String text, boolean nested) throws BadNameException {
    int slash = text.indexOf('/');
    if (slash >= 0 && !nested) {
      throw new BadNameException("trailing characters found: `" + text.substring(slash) + "`");
    }
    for (String projection : text.split("/", -1)) {
      label(projection);
    }
  }

  private static void words(String text) throws BadNameException {
    label(text);
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 'A' && text.charAt(i) <= 'Z') {
        throw new BadNameException("`" + text + "` is not in lower case");
      }
    }
  }

  private void version(String version) throws BadNameException {
    if (gates.allows(Gate.CANONICAL_INTERFACE_NAMES) && SemVer.isCanonical(version)) {
      return;
    }
    String problem = SemVer.problem(version);
    if (problem != null) {
      throw new BadNameException("`" + version + "` is not a valid semver: " + problem);
    }
  }

  /// Whether a text is a label: words in one case, joined by hyphens, the first one beginning with
  /// a letter.
  static boolean isLabel(String text) {
    boolean first = true;
    for (String fragment : text.split("-", -1)) {
      if (!isFragment(fragment) || first && isDigit(fragment.charAt(0))) {
        return false;
      }
      first = false;
    }
    return true;
  }

  private static boolean isFragment(String text) {
    boolean lower = false;
    boolean upper = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower |= c >= 'a' && c <= 'z';
      upper |= c >= 'A' && c <= 'Z';
      if (!(isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return !text.isEmpty() && !(lower && upper);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
