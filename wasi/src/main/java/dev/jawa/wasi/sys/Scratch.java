package dev.jawa.wasi.sys;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/// Native memory for the arguments and results of one system call at a time, used again and again:
/// errno, two paths, a small structure and, once data is moved, a data buffer. Lives as long as its
/// [Pool].
final class Scratch {

  /// How many bytes one system call moves at most.
  static final int DATA_SIZE = 64 * 1024;

  private static final int PATH_SIZE = 4096;
  private static final long ERRNO_AT = 0;
  private static final long STRUCT_AT = 16;
  private static final long STRUCT_SIZE = 256;
  private static final long PATH_AT = STRUCT_AT + STRUCT_SIZE;
  private static final long SECOND_PATH_AT = PATH_AT + PATH_SIZE;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment memory = arena.allocate(SECOND_PATH_AT + PATH_SIZE, 8);
  private @Nullable MemorySegment data;

  /// The idle ones of everything opened through one root: as many as were ever in use at the same
  /// time.
  static final class Pool {
    private final ConcurrentLinkedDeque<Scratch> idle = new ConcurrentLinkedDeque<>();

    Scratch take() {
      Scratch scratch = idle.poll();
      return scratch == null ? new Scratch() : scratch;
    }

    void giveBack(Scratch scratch) {
      idle.push(scratch);
    }
  }

  /// Where errno is captured.
  MemorySegment errnoState() {
    return memory;
  }

  int errno() {
    return memory.get(ValueLayout.JAVA_INT, ERRNO_AT);
  }

  /// Room for a structure of up to 256 bytes, aligned to 8.
  MemorySegment struct() {
    return memory.asSlice(STRUCT_AT, STRUCT_SIZE);
  }

  long structAddress() {
    return memory.address() + STRUCT_AT;
  }

  MemorySegment data() {
    MemorySegment buffer = data;
    if (buffer == null) {
      buffer = arena.allocate(DATA_SIZE, 8);
      data = buffer;
    }
    return buffer;
  }

  /// Writes a path; the address of its first byte.
  long path(String path) throws FileException {
    return text(path, PATH_AT);
  }

  /// Writes another path beside the first.
  long secondPath(String path) throws FileException {
    return text(path, SECOND_PATH_AT);
  }

  private long text(String path, long at) throws FileException {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= PATH_SIZE) {
      throw new FileException(FileError.NAMETOOLONG);
    }
    if (path.indexOf('\0') >= 0) {
      throw new FileException(FileError.INVAL);
    }
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
    memory.set(ValueLayout.JAVA_BYTE, at + bytes.length, (byte) 0);
    return memory.address() + at;
  }
}
