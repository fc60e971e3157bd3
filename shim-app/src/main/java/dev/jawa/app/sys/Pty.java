package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A pseudo-terminal, `pty(7)`, by its master.
public final class Pty implements AutoCloseable {

  private static final int TIOCSWINSZ = 0x5414;
  private static final int TIOCGPTN = 0x80045430;
  private static final int TIOCSPTLCK = 0x40045431;

  private final Fd master;

  /// @param master closed with this
  public Pty(Fd master) {
    this.master = master;
  }

  /// Makes one of this machine.
  public static Pty open() throws IOException {
    return new Pty(Fd.open(Path.of("/dev/ptmx"), Fd.Mode.TERMINAL));
  }

  public Fd master() {
    return master;
  }

  /// Opens the other side, where a program reads and writes; only of one from [#open].
  public Fd openSlave() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment number = arena.allocate(JAVA_INT);
      control(arena, TIOCSPTLCK, number);
      control(arena, TIOCGPTN, number);
      return Fd.open(Path.of("/dev/pts/" + number.get(JAVA_INT, 0)), Fd.Mode.TERMINAL);
    }
  }

  /// Sets its size in characters.
  public void resize(int width, int height) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, 4);
      size.setAtIndex(JAVA_SHORT, 0, (short) height);
      size.setAtIndex(JAVA_SHORT, 1, (short) width);
      control(arena, TIOCSWINSZ, size);
    }
  }

  private void control(Arena arena, int request, MemorySegment argument) throws IOException {
    Kernel.call(
        arena,
        "ioctl of a terminal",
        Syscall.IOCTL,
        master.number(),
        Integer.toUnsignedLong(request),
        argument.address());
  }

  @Override
  public void close() {
    master.close();
  }
}
