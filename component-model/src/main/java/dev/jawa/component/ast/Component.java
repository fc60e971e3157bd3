package dev.jawa.component.ast;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A component as its binary states it.
///
/// @param offset where its preamble begins
/// @param definitions over all sections, in order
/// @param name from the `component-name` custom section, for messages only
public record Component(int offset, List<Definition> definitions, @Nullable String name) {
  public Component {
    definitions = List.copyOf(definitions);
  }
}
