package dev.jawa.wasi.sys;

/// A descriptor that one operation opens and closes again.
record Temporary(Scratch scratch, int fd) implements AutoCloseable {

  @Override
  public void close() {
    free(scratch, fd);
  }

  static void free(Scratch scratch, int fd) {
    // Linux frees the descriptor whatever close(2) answers.
    Kernel.raw(scratch, Syscall.CLOSE, fd, 0, 0, 0, 0, 0);
  }
}
