package dev.jawa.app.sys;

/// The system calls in use, with their numbers on x86-64 and on the architectures with the generic
/// table (AArch64, RISC-V).
enum SystemCall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  FLOCK(73, 32),
  PRCTL(157, 167),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  EPOLL_CTL(233, 21),
  WAITID(247, 95),
  OPENAT(257, 56),
  EPOLL_PWAIT(281, 22),
  EPOLL_CREATE1(291, 20),
  DUP3(292, 24),
  SETNS(308, 268),
  PIDFD_SEND_SIGNAL(424, 424),
  PIDFD_OPEN(434, 434);

  private static final boolean X86_64 = System.getProperty("os.arch").equals("amd64");

  private final int x86;
  private final int generic;

  SystemCall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  long number() {
    return X86_64 ? x86 : generic;
  }
}
