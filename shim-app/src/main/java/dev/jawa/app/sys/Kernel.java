package dev.jawa.app.sys;

import dev.jawa.wasi.sys.NativeCall;
import dev.jawa.wasi.sys.Syscall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// System calls that fail with a [KernelException], through [NativeCall].
final class Kernel {

  /// The current directory, in place of a directory's descriptor.
  static final int AT_FDCWD = -100;

  private Kernel() {}

  /// Makes the call, again if a signal interrupted it.
  ///
  /// @param action for the exception's message, as in `open /x`
  /// @param args up to six
  /// @return the result, never negative
  static long call(String action, Syscall call, long... args) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      return call(arena, action, call, args);
    }
  }

  /// The same with errno in an arena that the caller has already.
  static long call(Arena arena, String action, Syscall call, long... args) throws KernelException {
    MemorySegment state = arena.allocate(NativeCall.STATE);
    while (true) {
      long result = once(state, call, args);
      if (result != -1) {
        return result;
      }
      int errno = NativeCall.errno(state);
      if (errno != KernelException.EINTR) {
        throw new KernelException(action, errno);
      }
    }
  }

  private static long once(MemorySegment state, Syscall call, long[] args) {
    return NativeCall.call(
        state, call, at(args, 0), at(args, 1), at(args, 2), at(args, 3), at(args, 4), at(args, 5));
  }

  private static long at(long[] args, int index) {
    return index < args.length ? args[index] : 0;
  }
}
