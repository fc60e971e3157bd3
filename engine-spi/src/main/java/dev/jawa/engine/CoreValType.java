package dev.jawa.engine;

/// A core value type as it crosses the border. Numbers are raw bits in a `long` (an i32 or f32 in
/// the low 32 bits, the upper ones ignored on the way in); references stay opaque.
public enum CoreValType {
  I32,
  I64,
  F32,
  F64,
  V128,
  FUNCREF,
  EXTERNREF,
  /// Any other reference type (exnref, typed function references, GC types).
  OTHER_REF
}
