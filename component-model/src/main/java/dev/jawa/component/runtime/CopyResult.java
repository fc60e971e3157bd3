package dev.jawa.component.runtime;

/// How a read or write ended; the ordinal is what guests see. Spec: `CanonicalABI.md`, stream
/// state.
public enum CopyResult {
  COMPLETED,
  DROPPED,
  CANCELLED
}
