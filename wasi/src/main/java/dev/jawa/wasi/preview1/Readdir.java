package dev.jawa.wasi.preview1;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.DirectoryEntry;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `fd_readdir`. Cookie 0 takes a fresh look; any other is an index into the entries seen then, so
/// that a guest that removes files while it reads misses none.
final class Readdir {

  private static final int HEADER = 24;

  private Readdir() {}

  static void read(Call call) throws IOException {
    Directory directory = call.descriptors().directory(call.i32(0), Rights.FD_READDIR);
    Entry entry = call.descriptors().get(call.i32(0));
    long cookie = call.u64(3);
    if (cookie == 0 || entry.listing().isEmpty()) {
      entry.setListing(look(directory));
    }
    long used = put(call, entry.listing(), cookie);
    call.memory().putU32(call.u32(4), used);
  }

  private static List<DirectoryEntry> look(Directory directory) throws IOException {
    long inode = directory.stat().inode();
    List<DirectoryEntry> entries = new ArrayList<>();
    entries.add(new DirectoryEntry(".", FileType.DIRECTORY, inode));
    // The number of the directory above is none of the guest's business.
    entries.add(new DirectoryEntry("..", FileType.DIRECTORY, inode));
    entries.addAll(directory.entries());
    return entries;
  }

  /// Writes as many entries as fit, the last one cut; that the buffer is full says that there are
  /// more. One whose name is no text fails the call that comes to it.
  private static long put(Call call, List<DirectoryEntry> entries, long cookie)
      throws FileException {
    long address = call.u32(1);
    long size = call.u32(2);
    long used = 0;
    for (long i = cookie; i >= 0 && i < entries.size() && used < size; i++) {
      byte[] bytes = encode(entries.get((int) i), i + 1);
      int length = (int) Math.min(bytes.length, size - used);
      call.memory().put(address + used, bytes, 0, length);
      used += length;
    }
    return used;
  }

  private static byte[] encode(DirectoryEntry entry, long next) throws FileException {
    byte[] name = entry.text().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(HEADER + name.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(next)
        .putLong(entry.inode())
        .putInt(name.length)
        .putInt(FileStats.type(entry.type()))
        .put(name)
        .array();
  }
}
