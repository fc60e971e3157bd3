package dev.jawa.component.binary;

import dev.jawa.component.ast.Located;

/// Bytes that are not a component; one line that says what is wrong and where.
public final class MalformedException extends RuntimeException {

  private final int offset;

  /// @param offset of the first byte that does not fit, in the whole input
  public MalformedException(String message, int offset) {
    super(Located.message(message, offset));
    this.offset = offset;
  }

  /// Where the input stops making sense.
  public int offset() {
    return offset;
  }
}
