package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;

/// The weight that the kernel gives a thread against others.
public final class ThreadPriority {

  private static final int PRIO_PROCESS = 0;

  /// Of a cgroup that nobody has given another.
  private static final double ORDINARY_SHARES = 1024;

  /// From one level to the next the kernel's weights have this ratio.
  private static final double STEP = 1.25;

  private static final int LOWEST = 19;

  /// What serves containerd must have its turn beside guests.
  private static final int HIGHEST = -5;

  private ThreadPriority() {}

  /// The level whose weight comes nearest to a cgroup's shares.
  public static int niceOf(long shares) {
    double level = Math.log(ORDINARY_SHARES / Math.max(1, shares)) / Math.log(STEP);
    return Math.clamp(Math.round(level), HIGHEST, LOWEST);
  }

  /// The kernel's number of the calling thread, 0 where it does not tell.
  public static int currentThread() {
    try {
      return (int) Kernel.call("gettid", Syscall.GETTID);
    } catch (KernelException _) {
      return 0;
    }
  }

  /// Sets a thread's level; one that has ended, or a level that this process may not give, is left.
  ///
  /// @param thread the kernel's number, 0 for the calling one
  public static void set(int thread, int nice) {
    try {
      Kernel.call("setpriority", Syscall.SETPRIORITY, PRIO_PROCESS, thread, nice);
    } catch (KernelException _) {
      // A thread of the ordinary weight is a thread all the same.
    }
  }
}
