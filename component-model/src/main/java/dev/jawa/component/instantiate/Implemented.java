package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.ExternName;
import dev.jawa.component.validate.ValidatedComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The interfaces that plainly named instances say they implement. Spec: `Explainer.md`,
/// `implements`.
final class Implemented {

  private Implemented() {}

  /// The interface that an import or export implements, `null` if it does not say.
  static @Nullable String by(ExternName name) {
    for (ExternName.Attribute attribute : name.attributes()) {
      if (attribute instanceof ExternName.Attribute.Implements(String interfaceName)) {
        return interfaceName;
      }
    }
    return null;
  }

  /// The interfaces of the imports, by the names of those.
  static Map<String, String> byImports(ValidatedComponent component) {
    Map<String, String> interfaces = new LinkedHashMap<>();
    for (Definition definition : component.component().definitions()) {
      if (definition instanceof Definition.Import imported) {
        String implemented = by(imported.name());
        if (implemented != null) {
          interfaces.put(imported.name().text(), implemented);
        }
      }
    }
    return interfaces;
  }
}
