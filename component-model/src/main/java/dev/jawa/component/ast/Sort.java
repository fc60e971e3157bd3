package dev.jawa.component.ast;

/// The index spaces of a component. Spec: `Explainer.md`, index spaces.
public enum Sort {
  CORE_FUNC("core function"),
  CORE_TABLE("core table"),
  CORE_MEMORY("core memory"),
  CORE_GLOBAL("core global"),
  CORE_TAG("core tag"),
  CORE_TYPE("core type"),
  CORE_MODULE("core module"),
  CORE_INSTANCE("core instance"),
  FUNC("function"),
  VALUE("value"),
  TYPE("type"),
  COMPONENT("component"),
  INSTANCE("instance");

  private final String words;

  Sort(String words) {
    this.words = words;
  }

  /// As messages call it.
  public String words() {
    return words;
  }

  /// Whether it is one of the core sorts.
  public boolean isCore() {
    return ordinal() <= CORE_INSTANCE.ordinal();
  }
}
