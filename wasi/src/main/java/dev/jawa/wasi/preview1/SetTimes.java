package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.SetTime;

/// The flags of new time stamps (`fstflags`).
final class SetTimes {

  private static final int ATIM = 1;
  private static final int ATIM_NOW = 2;
  private static final int MTIM = 4;
  private static final int MTIM_NOW = 8;
  static final int ALL = ATIM | ATIM_NOW | MTIM | MTIM_NOW;

  private SetTimes() {}

  static SetTime accessed(int flags, long nanos) throws ErrnoException {
    return time((flags & ATIM) != 0, (flags & ATIM_NOW) != 0, nanos);
  }

  static SetTime modified(int flags, long nanos) throws ErrnoException {
    return time((flags & MTIM) != 0, (flags & MTIM_NOW) != 0, nanos);
  }

  private static SetTime time(boolean given, boolean now, long nanos) throws ErrnoException {
    if (given && now) {
      throw new ErrnoException(Errno.INVAL);
    }
    if (given) {
      return new SetTime.At(Clock.instant(nanos));
    }
    return now ? SetTime.Now.NOW : SetTime.Keep.KEEP;
  }
}
