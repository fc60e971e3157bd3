package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// An open file descriptor, closed once. Whoever owns it sees to it that nobody uses it while it is
/// closed: the number may belong to somebody else a moment later.
public final class Fd implements AutoCloseable {

  private static final int WRITE_ONLY = 1;
  private static final int READ_WRITE = 2;
  private static final int CREATE = 0x40;
  private static final int NO_CONTROLLING_TERMINAL = 0x100;
  private static final int APPEND = 0x400;
  private static final int NON_BLOCKING = 0x800;
  private static final int CLOSE_ON_EXEC = 0x80000;
  private static final int PATH_ONLY = 0x200000;
  private static final int FILE_MODE = 0644;
  private static final int F_DUPFD_CLOEXEC = 1030;

  /// How a file is opened. None of them ever waits for another process.
  public enum Mode {
    READ(NON_BLOCKING),
    WRITE(NON_BLOCKING | WRITE_ONLY),
    /// Both ends of a FIFO at once.
    READ_WRITE(NON_BLOCKING | Fd.READ_WRITE),
    /// A terminal that does not become this process's own.
    TERMINAL(NON_BLOCKING | Fd.READ_WRITE | NO_CONTROLLING_TERMINAL),
    /// At the end of a file, which is made if there is none.
    APPEND(NON_BLOCKING | WRITE_ONLY | CREATE | Fd.APPEND),
    /// Only to hold on to it, as to a namespace's root.
    PATH(PATH_ONLY);

    private final int bits;

    Mode(int bits) {
      this.bits = bits;
    }
  }

  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  Fd(long number) {
    this.number = (int) number;
  }

  /// Opens a file of this machine.
  public static Fd open(Path path, Mode mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return new Fd(
          Kernel.call(
              arena,
              "open " + path,
              Syscall.OPENAT,
              Kernel.AT_FDCWD,
              arena.allocateFrom(path.toString()).address(),
              mode.bits | CLOSE_ON_EXEC,
              FILE_MODE));
    }
  }

  /// The two ends of a pipe.
  ///
  /// @param read non-blocking
  /// @param write non-blocking; whoever opens it anew by its path gets a blocking one
  public record Pipe(Fd read, Fd write) {}

  /// Makes a pipe.
  public static Pipe pipe() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(JAVA_INT, 2);
      Kernel.call(arena, "pipe", Syscall.PIPE2, ends.address(), NON_BLOCKING | CLOSE_ON_EXEC);
      return new Pipe(new Fd(ends.getAtIndex(JAVA_INT, 0)), new Fd(ends.getAtIndex(JAVA_INT, 1)));
    }
  }

  int number() {
    return number;
  }

  /// Another descriptor of the same open file.
  public Fd duplicate() throws IOException {
    return new Fd(Kernel.call("dup", Syscall.FCNTL, number, F_DUPFD_CLOEXEC, 3));
  }

  /// Another name for what it leads to, as long as it is open. Opening it opens the file anew.
  public Path path() {
    return Path.of("/proc/self/fd/" + number);
  }

  /// The same for other processes of this user.
  public Path pathForOthers() {
    return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + number);
  }

  /// Reads up to `max` bytes.
  ///
  /// @return `null` if there are none now, an empty array at the end
  byte @Nullable [] read(int max) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(max);
      long length = Kernel.call(arena, "read", Syscall.READ, number, buffer.address(), max);
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    } catch (KernelException e) {
      if (e.errno() == KernelException.EAGAIN) {
        return null;
      }
      throw e;
    }
  }

  /// Writes as much as goes; 0 if nothing does now.
  int write(byte[] bytes, int offset, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(length);
      MemorySegment.copy(bytes, offset, buffer, JAVA_BYTE, 0, length);
      return (int) Kernel.call(arena, "write", Syscall.WRITE, number, buffer.address(), length);
    } catch (KernelException e) {
      if (e.errno() == KernelException.EAGAIN) {
        return 0;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try {
        Kernel.call("close", Syscall.CLOSE, number);
      } catch (KernelException _) {
        // Linux has given the number back whatever it reports; what was written is written.
      }
    }
  }
}
