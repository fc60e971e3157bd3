package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.GuestExit;

/// `proc_*`.
final class Proc {

  private Proc() {}

  static void bind(Functions functions) {
    functions.addWithoutResult("proc_exit", "i", Proc::exit).add("proc_raise", "i", Proc::raise);
  }

  private static void exit(Call call) {
    throw new GuestExit(call.i32(0));
  }

  private static void raise(Call call) throws ErrnoException {
    throw new ErrnoException(Errno.NOTSUP);
  }
}
