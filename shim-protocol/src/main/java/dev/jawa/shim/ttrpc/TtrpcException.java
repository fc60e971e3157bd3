package dev.jawa.shim.ttrpc;

/// A call failed, with one of the codes that gRPC and ttrpc share. The message reaches the other
/// side.
public final class TtrpcException extends RuntimeException {

  /// The codes that containerd tells apart.
  public enum Code {
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    /// The number on the wire.
    public int number() {
      return number;
    }

    /// The code of a number; [#UNKNOWN] for one that containerd does not use.
    public static Code of(int number) {
      for (Code code : values()) {
        if (code.number == number) {
          return code;
        }
      }
      return UNKNOWN;
    }
  }

  private final Code code;

  public TtrpcException(Code code, String message) {
    super(message);
    this.code = code;
  }

  public TtrpcException(Code code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public Code code() {
    return code;
  }
}
