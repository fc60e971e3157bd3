package dev.jawa.engine;

/// A WebAssembly proposal beyond 1.0, as `jawa engines` lists them.
public enum Feature {
  MULTI_VALUE("multi-value"),
  BULK_MEMORY("bulk-memory"),
  REFERENCE_TYPES("reference-types"),
  SATURATING_FLOAT_TO_INT("nontrapping-float-to-int"),
  SIGN_EXTENSION("sign-extension"),
  MUTABLE_GLOBALS("mutable-globals"),
  SIMD("simd"),
  RELAXED_SIMD("relaxed-simd"),
  THREADS("threads"),
  TAIL_CALL("tail-call"),
  MULTI_MEMORY("multi-memory"),
  MEMORY64("memory64"),
  EXTENDED_CONST("extended-const"),
  EXCEPTION_HANDLING("exception-handling"),
  TYPED_FUNCTION_REFERENCES("function-references"),
  GC("gc");

  private final String proposal;

  Feature(String proposal) {
    this.proposal = proposal;
  }

  /// The proposal's name, as its repository is called.
  public String proposal() {
    return proposal;
  }
}
