package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.SetTime;
import java.lang.foreign.MemorySegment;

/// `utimensat(2)` on a descriptor.
final class Times {

  private static final long UTIME_NOW = (1L << 30) - 1;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private Times() {}

  static Descriptor.Work<Long> setting(SetTime accessed, SetTime modified) {
    return (scratch, fd) -> set(scratch, fd, accessed, modified);
  }

  static long set(Scratch scratch, int fd, SetTime accessed, SetTime modified)
      throws FileException {
    MemorySegment times = scratch.struct();
    put(times, 0, accessed);
    put(times, 16, modified);
    return Kernel.call(
        scratch,
        Syscall.UTIMENSAT,
        fd,
        scratch.path(""),
        scratch.structAddress(),
        Kernel.AT_EMPTY_PATH);
  }

  private static void put(MemorySegment times, long at, SetTime time) {
    switch (time) {
      case SetTime.Keep _ -> times.set(JAVA_LONG, at + 8, UTIME_OMIT);
      case SetTime.Now _ -> times.set(JAVA_LONG, at + 8, UTIME_NOW);
      case SetTime.At(var instant) -> {
        times.set(JAVA_LONG, at, instant.getEpochSecond());
        times.set(JAVA_LONG, at + 8, instant.getNano());
      }
    }
  }
}
