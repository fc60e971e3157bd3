package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// System calls, all through `syscall(2)`: linking one native function takes some ten milliseconds
/// when the daemon starts, and no particular libc is needed.
final class Kernel {

  /// The current directory, in place of a directory's descriptor.
  static final int AT_FDCWD = -100;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
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

  /// Makes the call, again if a signal interrupted it.
  ///
  /// @param action for the exception's message, as in `open /x`
  /// @param args up to six
  /// @return the result, never negative
  static long call(String action, SystemCall call, long... args) throws KernelException {
    try (Arena arena = Arena.ofConfined()) {
      return call(arena, action, call, args);
    }
  }

  /// The same with errno in an arena that the caller has already.
  static long call(Arena arena, String action, SystemCall call, long... args)
      throws KernelException {
    MemorySegment state = arena.allocate(STATE);
    while (true) {
      long result = raw(state, call, args);
      if (result != -1) {
        return result;
      }
      int errno = state.get(JAVA_INT, ERRNO);
      if (errno != KernelException.EINTR) {
        throw new KernelException(action, errno);
      }
    }
  }

  private static long raw(MemorySegment state, SystemCall call, long[] args) {
    try {
      return (long)
          SYSCALL.invokeExact(
              state,
              call.number(),
              at(args, 0),
              at(args, 1),
              at(args, 2),
              at(args, 3),
              at(args, 4),
              at(args, 5));
    } catch (Throwable bug) {
      throw new AssertionError("a downcall does not throw", bug);
    }
  }

  private static long at(long[] args, int index) {
    return index < args.length ? args[index] : 0;
  }
}
