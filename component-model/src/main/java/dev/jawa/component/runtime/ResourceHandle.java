package dev.jawa.component.runtime;

import org.jspecify.annotations.Nullable;

/// An entry of a handle table that stands for a resource. Spec: `CanonicalABI.md`, resource state.
final class ResourceHandle implements HandleEntry {

  final RuntimeResource type;

  /// The value as it passes between instances: the host's object, or a [GuestHandle].
  final Object value;

  /// The call that a borrowed handle must not outlive; `null` for an owning handle.
  final @Nullable Task borrowScope;

  /// How many calls have borrowed from this handle and did not return yet.
  int lends;

  ResourceHandle(RuntimeResource type, Object value, @Nullable Task borrowScope) {
    this.type = type;
    this.value = value;
    this.borrowScope = borrowScope;
  }

  @Override
  public String describe() {
    return type.describe();
  }

  boolean owning() {
    return borrowScope == null;
  }
}
