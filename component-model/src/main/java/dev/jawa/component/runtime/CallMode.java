package dev.jawa.component.runtime;

/// Whether a built-in or lowered function blocks its thread until it is done, or answers at once
/// and tells the rest by an event. Spec: `CanonicalABI.md`, canonical options, `async`.
public enum CallMode {
  SYNC,
  ASYNC;

  public static CallMode of(boolean async) {
    return async ? ASYNC : SYNC;
  }
}
