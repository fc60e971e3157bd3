package dev.jawa.component.ast;

import java.util.List;

/// The name of an import or export of a component, with its attributes.
///
/// @param offset where it begins
/// @param text the name itself, as in `wasi:cli/run@0.2.0` or `[method]r.m`
public record ExternName(int offset, String text, List<Attribute> attributes) {

  public ExternName {
    attributes = List.copyOf(attributes);
  }

  /// Spec: `Binary.md`, `attribute`.
  public sealed interface Attribute {

    /// The interface that a plainly named instance implements.
    record Implements(String interfaceName) implements Attribute {}

    /// What follows the canonical version in the full one.
    record VersionSuffix(String suffix) implements Attribute {}

    /// An identifier for tools, without meaning here.
    record ExternalId(String id) implements Attribute {}
  }

  @Override
  public String toString() {
    return text;
  }
}
