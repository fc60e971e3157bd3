package dev.jawa.component.validate;

import java.util.Locale;

/// The structure of a name of an import or export. Spec: `Explainer.md`, import and export
/// definitions.
sealed interface ParsedName {

  /// A plain label.
  record Label(String label) implements ParsedName {}

  /// The constructor of a resource.
  record Constructor(String resource) implements ParsedName {}

  /// A method of a resource.
  record Method(String resource, String label) implements ParsedName {}

  /// A static function of a resource.
  record Static(String resource, String label) implements ParsedName {}

  /// The name of an interface.
  ///
  /// @param version behind the at sign, or empty
  record Interface(String text, String version) implements ParsedName {}

  /// What must be unique: names with equal keys clash in the source languages of bindings.
  default String uniqueKey() {
    String key =
        switch (this) {
          case Label(String label) -> label;
          case Constructor(String resource) -> "[constructor]" + resource;
          case Method(String resource, String label) -> member(resource, label);
          case Static(String resource, String label) -> member(resource, label);
          case Interface(String text, String _) -> text;
        };
    return key.toLowerCase(Locale.ROOT);
  }

  private static String member(String resource, String label) {
    return resource.equalsIgnoreCase(label) ? label : resource + "." + label;
  }
}
