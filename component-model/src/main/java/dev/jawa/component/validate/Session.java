package dev.jawa.component.validate;

import dev.jawa.component.type.CoreValueType.Simple;

/// What one validation shares between a component and everything nested in it.
final class Session {

  final Gates gates;
  final ValidationLimits limits;
  final CoreTypes coreTypes = new CoreTypes();
  final TypeFacts facts = new TypeFacts();
  final ResourceNames handles = new ResourceNames();
  final Flattening flat32 = new Flattening(Simple.I32);
  final Flattening flat64 = new Flattening(Simple.I64);

  Session(Gates gates, ValidationLimits limits) {
    this.gates = gates;
    this.limits = limits;
  }

  Subtyping subtyping() {
    return new Subtyping(coreTypes);
  }

  /// Refuses what needs a feature that is off.
  void require(Gates.Gate gate, String what, int offset) {
    if (!gates.allows(gate)) {
      throw new InvalidException(what + " needs a feature that is off: " + gate.words(), offset);
    }
  }
}
