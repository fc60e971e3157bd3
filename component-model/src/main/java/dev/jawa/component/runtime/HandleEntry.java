package dev.jawa.component.runtime;

/// What an index of a component instance's handle table can stand for. Spec: `CanonicalABI.md`,
/// table state.
public sealed interface HandleEntry permits ResourceHandle, Waitable, WaitableSet, ErrorContext {

  /// As trap messages call it.
  String describe();
}
