package dev.jawa.component.validate;

import dev.jawa.component.ast.Located;

/// A component that decodes but breaks a rule of validation; one line that says which and where.
public final class InvalidException extends RuntimeException {

  private final int offset;

  /// @param offset of the offending definition in the whole input
  public InvalidException(String message, int offset) {
    super(Located.message(message, offset));
    this.offset = offset;
  }

  /// Where the offending definition begins.
  public int offset() {
    return offset;
  }
}
