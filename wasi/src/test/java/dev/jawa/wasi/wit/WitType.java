package dev.jawa.wasi.wit;

import java.util.List;

/// A type as the text says it, names not resolved.
public sealed interface WitType {

  /// `_`.
  record Nothing() implements WitType {}

  record Named(String name) implements WitType {}

  record Generic(String name, List<WitType> arguments) implements WitType {}

  record Alias(WitType target) implements WitType {}

  record Used(String fromInterface, String name) implements WitType {}

  record Record(List<Labelled> fields) implements WitType {}

  record Variant(List<Labelled> cases) implements WitType {}

  record Enum(List<String> labels) implements WitType {}

  record Flags(List<String> labels) implements WitType {}

  record Resource(String name) implements WitType {}

  /// A field, case or parameter; the type is `null` for a case without a payload.
  record Labelled(String label, WitType type) {}
}
