package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.FileStat;
import dev.jawa.wasi.ctx.FileType;

/// The layouts of attributes: `filestat` and `fdstat`.
final class FileStats {

  private FileStats() {}

  /// The `filetype` numbers; a FIFO has none of its own.
  static int type(FileType type) {
    return switch (type) {
      case UNKNOWN, FIFO -> 0;
      case BLOCK_DEVICE -> 1;
      case CHARACTER_DEVICE -> 2;
      case DIRECTORY -> 3;
      case REGULAR_FILE -> 4;
      case SOCKET -> 6;
      case SYMBOLIC_LINK -> 7;
    };
  }

  /// Where `filestat` has its fields: device, inode and type are at its start in both versions.
  enum Layout {
    SNAPSHOT(24, 32, 64),
    UNSTABLE(20, 24, 56);

    private final int linksAt;
    private final int sizeAt;
    private final int size;

    Layout(int linksAt, int sizeAt, int size) {
      this.linksAt = linksAt;
      this.sizeAt = sizeAt;
      this.size = size;
    }

    void put(GuestMemory memory, long address, FileStat stat) {
      putStream(memory, address, stat.type());
      memory.putU64(address, stat.device());
      memory.putU64(address + 8, stat.inode());
      memory.putU32(address + linksAt, stat.links());
      memory.putU64(address + sizeAt, stat.size());
      memory.putU64(address + sizeAt + 8, Clock.nanos(stat.accessed()));
      memory.putU64(address + sizeAt + 16, Clock.nanos(stat.modified()));
      memory.putU64(address + sizeAt + 24, Clock.nanos(stat.changed()));
    }

    /// The attributes of a standard stream: nothing but the type.
    void putStream(GuestMemory memory, long address, FileType type) {
      memory.put(address, new byte[size]);
      memory.putU8(address + 16, FileStats.type(type));
    }
  }

  /// What `fd_fdstat_get` answers.
  static void putDescriptor(GuestMemory memory, long address, Entry entry) {
    memory.putU16(address, type(entry.target().type()));
    memory.putU16(address + 2, entry.flags());
    memory.putU32(address + 4, 0);
    memory.putU64(address + 8, entry.toldRights());
    memory.putU64(address + 16, toldInheriting(entry));
  }

  private static long toldInheriting(Entry entry) {
    boolean preopen = entry.target() instanceof Target.Dir(var _, String _);
    return preopen ? entry.inheriting() & ~Rights.PATH_FILESTAT_SET_SIZE : entry.inheriting();
  }
}
