package dev.jawa.component.validate;

import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;

/// What one validation shares between a component and everything nested in it.
final class Session {

  final Gates gates;
  final ValidationLimits limits;
  final CoreTypes coreTypes = new CoreTypes();
  final TypeFacts facts = new TypeFacts();
  final ResourceNames handles = new ResourceNames();
  final Flattening flat32 = new Flattening(Simple.I32);
  final Flattening flat64 = new Flattening(Simple.I64);
  private long totalTypeSize;

  Session(Gates gates, ValidationLimits limits) {
    this.gates = gates;
    this.limits = limits;
  }

  Subtyping subtyping() {
    return new Subtyping(coreTypes);
  }

  /// Refuses a type that is too large, or that makes all types together too large: work on a type
  /// takes time in proportion to its size.
  void charge(DefinedType type, int offset) {
    charge(facts.extent(type), offset);
  }

  /// The same for the type of an import, export or instance.
  void charge(ExternType type, int offset) {
    charge(facts.extent(type), offset);
  }

  private void charge(TypeFacts.Extent extent, int offset) {
    totalTypeSize += extent.size();
    if (extent.size() > limits.maxTypeSize()) {
      throw new InvalidException(
          "effective type size exceeds the limit of " + limits.maxTypeSize(), offset);
    }
    if (totalTypeSize > limits.maxTotalTypeSize()) {
      throw new InvalidException(
          "effective size of all types exceeds the limit of " + limits.maxTotalTypeSize(), offset);
    }
    if (extent.depth() > limits.maxTypeDepth()) {
      throw new InvalidException(
          "type nesting is too deep: more than " + limits.maxTypeDepth() + " levels", offset);
    }
  }

  /// Refuses what needs a feature that is off.
  void require(Gates.Gate gate, String what, int offset) {
    if (!gates.allows(gate)) {
      throw new InvalidException(
          "the `cm-%s` feature is not active: %s needs it (%s)"
              .formatted(gate.id(), what, gate.words()),
          offset);
    }
  }
}
