package dev.jawa.component.type;

/// A core value type, exactly. Spec: WebAssembly 3.0, value types.
public sealed interface CoreValueType {

  /// The number and vector types.
  enum Simple implements CoreValueType {
    I32,
    I64,
    F32,
    F64,
    V128
  }

  /// A reference.
  record Ref(boolean nullable, HeapType heap) implements CoreValueType {}

  /// What a reference points at.
  sealed interface HeapType {

    /// The abstract heap types.
    enum Abstract implements HeapType {
      FUNC,
      EXTERN,
      ANY,
      EQ,
      I31,
      STRUCT,
      ARRAY,
      EXN,
      NONE,
      NOFUNC,
      NOEXTERN,
      NOEXN,
      CONT,
      NOCONT
    }

    /// A defined type: an index in the AST; once resolved, a number that equal types share.
    record Defined(int coreType) implements HeapType {}
  }
}
