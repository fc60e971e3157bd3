package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `getdents64(2)`.
final class Entries {

  private static final int NAME_AT = 19;

  private Entries() {}

  /// Reads from where the descriptor is to the end.
  static List<DirectoryEntry> read(Scratch scratch, int fd) throws FileException {
    List<DirectoryEntry> entries = new ArrayList<>();
    MemorySegment data = scratch.data();
    int filled = next(scratch, fd, data);
    while (filled > 0) {
      for (int at = 0; at < filled; at += data.get(JAVA_SHORT, at + 16)) {
        String name = name(data, at + NAME_AT);
        if (!".".equals(name) && !"..".equals(name)) {
          int type = data.get(JAVA_BYTE, at + 18);
          entries.add(new DirectoryEntry(name, Stat.typeOfEntry(type), data.get(JAVA_LONG, at)));
        }
      }
      filled = next(scratch, fd, data);
    }
    return entries;
  }

  /// How many bytes of entries there are; none in a directory that was removed, as C libraries have
  /// it.
  private static int next(Scratch scratch, int fd, MemorySegment data) throws FileException {
    try {
      return (int) Kernel.call(scratch, Syscall.GETDENTS64, fd, data.address(), data.byteSize());
    } catch (FileException e) {
      if (e.error() == FileError.NOENT) {
        return 0;
      }
      throw e;
    }
  }

  private static @Nullable String name(MemorySegment data, int at) {
    int end = at;
    while (data.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    try {
      return Texts.decode(data.asSlice(at, end - at));
    } catch (FileException _) {
      return null;
    }
  }

  /// Names and link targets are bytes to Linux, and text to guests.
  static final class Texts {
    private Texts() {}

    static String decode(MemorySegment bytes) throws FileException {
      ByteBuffer buffer = bytes.asByteBuffer();
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
      } catch (CharacterCodingException _) {
        throw new FileException(FileError.ILSEQ);
      }
    }
  }
}
