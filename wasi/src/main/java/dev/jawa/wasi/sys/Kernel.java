package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// System calls, all through `syscall(2)`: one native function costs one linkage at start (some ten
/// milliseconds each), and needs no particular libc.
final class Kernel {

  /// The current directory, in place of a directory's descriptor.
  static final int AT_FDCWD = -100;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;

  private static final MethodHandle SYSCALL = link();

  private Kernel() {}

  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor sevenLongs =
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        sevenLongs,
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  static long call(Scratch scratch, Syscall syscall, long a) throws FileException {
    return call(scratch, syscall, a, 0, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b) throws FileException {
    return call(scratch, syscall, a, b, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c) throws FileException {
    return call(scratch, syscall, a, b, c, 0, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d)
      throws FileException {
    return call(scratch, syscall, a, b, c, d, 0, 0);
  }

  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e)
      throws FileException {
    return call(scratch, syscall, a, b, c, d, e, 0);
  }

  /// Makes the call, again if a signal interrupted it.
  ///
  /// @return the result, never negative
  /// @throws FileException for errno
  static long call(Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e, long f)
      throws FileException {
    long result = raw(scratch, syscall, a, b, c, d, e, f);
    while (result == -1 && scratch.errno() == ErrnoTable.EINTR) {
      result = raw(scratch, syscall, a, b, c, d, e, f);
    }
    if (result == -1) {
      throw new FileException(ErrnoTable.error(scratch.errno()));
    }
    return result;
  }

  /// Makes the call once; -1 leaves errno in the scratch.
  static long raw(
      Scratch scratch, Syscall syscall, long a, long b, long c, long d, long e, long f) {
    MemorySegment state = scratch.errnoState();
    try {
      return (long) SYSCALL.invokeExact(state, syscall.number(), a, b, c, d, e, f);
    } catch (Throwable bug) {
      throw new AssertionError("a downcall does not throw", bug);
    }
  }
}
