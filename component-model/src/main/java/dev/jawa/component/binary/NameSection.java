package dev.jawa.component.binary;

import org.jspecify.annotations.Nullable;

/// Custom sections: of them only the name of the component is kept. A custom section needs a
/// well-formed name; what follows may be anything. Spec: `Binary.md`, name section.
final class NameSection {

  private NameSection() {}

  static @Nullable String componentName(BinaryReader section) {
    if (!section.name().equals("component-name")) {
      return null;
    }
    try {
      if (section.u8() != 0) {
        return null;
      }
      return section.slice(section.length()).name();
    } catch (MalformedException garbage) {
      return null;
    }
  }
}
