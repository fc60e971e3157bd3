package dev.jawa.component.binary;

/// Bytes that are not a component; one line that says what is wrong and where.
public final class MalformedException extends RuntimeException {

  private final int offset;

  /// @param offset of the first byte that does not fit, in the whole input
  public MalformedException(String message, int offset) {
    super(message + " (at offset 0x" + Integer.toHexString(offset) + ")");
    this.offset = offset;
  }

  /// Where the input stops making sense.
  public int offset() {
    return offset;
  }
}
