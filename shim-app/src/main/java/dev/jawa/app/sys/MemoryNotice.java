package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How a JVM that is a container's own program tells the daemon that its memory was not enough for
/// its guest: by a byte in a pipe, which it has as descriptor 3. Its exit status could as well be
/// the guest's.
public final class MemoryNotice implements AutoCloseable {

  private static final String PROPERTY = "jawa.memoryNotice";

  /// Tells the JVM that it has the descriptor.
  public static final String FLAG = "-D" + PROPERTY + "=true";

  private static final int DESCRIPTOR = 3;

  private final Fd.Pipe pipe;

  private MemoryNotice(Fd.Pipe pipe) {
    this.pipe = pipe;
  }

  /// Makes the pipe.
  public static MemoryNotice open() {
    try {
      return new MemoryNotice(Fd.pipe());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where others open the end to write to.
  public Path path() {
    return pipe.write().pathForOthers();
  }

  /// Whether it was given. Only the first who asks learns it.
  public boolean came() {
    try {
      byte @Nullable [] read = pipe.read().read(1);
      return read != null && read.length > 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Gives it, in a JVM that can.
  public static void give() {
    if (!Boolean.getBoolean(PROPERTY)) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(arena, "write", Syscall.WRITE, DESCRIPTOR, arena.allocate(1).address(), 1);
    } catch (IOException _) {
      // Nobody listens.
    }
  }

  @Override
  public void close() {
    pipe.read().close();
    pipe.write().close();
  }
}
