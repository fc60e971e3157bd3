package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.util.concurrent.atomic.AtomicInteger;

/// How many descriptors a guest may have open below one directory: the process that holds them is
/// shared by all guests.
final class Budget {

  private final int most;
  private final AtomicInteger used = new AtomicInteger();

  Budget(int most) {
    this.most = most;
  }

  /// The same for another guest.
  Budget anew() {
    return new Budget(most);
  }

  void take() throws FileException {
    if (used.incrementAndGet() > most) {
      used.decrementAndGet();
      throw new FileException(FileError.MFILE);
    }
  }

  void giveBack() {
    used.decrementAndGet();
  }
}
