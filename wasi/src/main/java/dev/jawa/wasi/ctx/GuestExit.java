package dev.jawa.wasi.ctx;

/// The guest ended itself: `proc_exit`, `wasi:cli/exit`. Thrown by a host function through the
/// guest; not an error.
public final class GuestExit extends RuntimeException {

  private final int code;

  public GuestExit(int code) {
    super("exit " + code, null, false, false);
    this.code = code;
  }

  /// The exit status, 0 to 255 (larger ones as the guest gave them).
  public int code() {
    return code;
  }
}
