package dev.jawa.engine.chicory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// Anonymous memory of the kernel: zero, and taken from the machine page by page as it is written.
///
/// It is unmapped when nobody can reach this object any more, and not before: an access that comes
/// too late must find memory there, as nothing else stands between the guest and the JVM's own.
final class NativePages {

  private static final int PROT_READ = 0x1;
  private static final int PROT_WRITE = 0x2;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_ANONYMOUS = 0x20;

  /// What may be written counts, not what may be addressed.
  private static final int MAP_NORESERVE = 0x4000;

  private static final int MADV_DONTNEED = 4;
  private static final long MAP_FAILED = -1;

  private static final Cleaner CLEANER = Cleaner.create();

  /// The C library's functions, looked up when the first guest needs them.
  private static final class C {
    private static final MethodHandle MMAP =
        function(
            "mmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP =
        function(
            "munmap",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE =
        function(
            "madvise",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT));

    private static MethodHandle function(String name, FunctionDescriptor type) {
      Linker linker = Linker.nativeLinker();
      MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
      return linker.downcallHandle(symbol, type);
    }
  }

  private final long address;
  private final long size;

  private NativePages(long address, long size) {
    this.address = address;
    this.size = size;
    CLEANER.register(this, () -> unmap(address, size));
  }

  /// @return `null` if the kernel gives none
  static @Nullable NativePages map(long size) {
    try {
      long address =
          (long)
              C.MMAP.invokeExact(
                  0L,
                  size,
                  PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1,
                  0L);
      return address == MAP_FAILED ? null : new NativePages(address, size);
    } catch (Throwable e) {
      throw failed("mmap", e);
    }
  }

  private static void unmap(long address, long size) {
    try {
      int _ = (int) C.MUNMAP.invokeExact(address, size);
    } catch (Throwable e) {
      throw failed("munmap", e);
    }
  }

  /// Gives the machine back what was written; all of it is zero again.
  ///
  /// @return whether the kernel did so
  boolean discard() {
    try {
      return (int) C.MADVISE.invokeExact(address, size, MADV_DONTNEED) == 0;
    } catch (Throwable e) {
      throw failed("madvise", e);
    }
  }

  private static IllegalStateException failed(String function, Throwable thrown) {
    return new IllegalStateException(function + " cannot be called", thrown);
  }

  /// Where it begins; to be used only while this object is reachable.
  long address() {
    return address;
  }
}
