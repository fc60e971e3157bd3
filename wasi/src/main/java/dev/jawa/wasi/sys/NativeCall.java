package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The one native function of the project, `syscall(2)`: linking a function costs some ten
/// milliseconds at start, and this one needs no particular libc.
public final class NativeCall {

  /// Where errno is captured: the layout of the memory that [#call] needs for it.
  public static final MemoryLayout STATE = Linker.Option.captureStateLayout();

  private static final long ERRNO =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = link();

  private NativeCall() {}

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

  /// Makes the call once; the result -1 leaves errno in `state`.
  ///
  /// @param state native memory of the layout [#STATE]
  public static long call(
      MemorySegment state, Syscall syscall, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) SYSCALL.invokeExact(state, syscall.number(), a, b, c, d, e, f);
    } catch (Throwable bug) {
      throw new AssertionError("a downcall does not throw", bug);
    }
  }

  /// What the last failed call with this memory said.
  public static int errno(MemorySegment state) {
    return state.get(JAVA_INT, ERRNO);
  }
}
