package dev.jawa.wasi.keyvalue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// A file to whose end every change is written. A change that was cut off by a crash is forgotten
/// when the file is opened; a file that is mostly history is written anew.
///
/// Eight bytes name the format; then follow the records: the CRC-32 of the rest of the record, the
/// length of the key, the length of the value or -1, key, value; numbers have four bytes, the most
/// significant first.
final class FileJournal implements Journal {

  private static final byte[] FORMAT = "jawa-kv1".getBytes(UTF_8);
  private static final int HEADER = 12;
  private static final int DELETED = -1;

  /// A file below this size is never written anew.
  private static final long SMALL = 1 << 20;

  private final Path file;
  private FileChannel channel;

  /// The size at which the file is written anew.
  private long rewriteAt;

  private FileJournal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /// @param values gets what the file holds
  static FileJournal open(Path file, SortedMap<String, byte[]> values) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      lock(file, channel);
      channel.truncate(replay(file, channel, values));
      if (channel.size() == 0) {
        write(channel, ByteBuffer.wrap(FORMAT), 0);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    FileJournal journal = new FileJournal(file, channel);
    journal.rewriteAt = Math.max(SMALL, 2 * size(values));
    return journal;
  }

  private static void lock(Path file, FileChannel channel) throws IOException {
    @Nullable FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(file + " is in use by another guest");
    }
  }

  /// @return where the last whole record ends
  private static long replay(Path file, FileChannel channel, SortedMap<String, byte[]> values)
      throws IOException {
    if (channel.size() == 0) {
      return 0;
    }
    ByteBuffer start = ByteBuffer.allocate(FORMAT.length);
    if (!fill(channel, start, 0) || !Arrays.equals(start.array(), FORMAT)) {
      throw new IOException(file + " is not a key-value file of Jawa");
    }
    long at = FORMAT.length;
    for (Change change = read(channel, at); change != null; change = read(channel, at)) {
      byte[] value = change.value();
      if (value == null) {
        values.remove(change.key());
      } else {
        values.put(change.key(), value);
      }
      at += record(change).limit();
    }
    return at;
  }

  /// The record at a place, or `null` if none is whole there.
  private static @Nullable Change read(FileChannel channel, long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(channel, header, at)) {
      return null;
    }
    int keyLength = header.getInt(4);
    int valueLength = header.getInt(8);
    long length = (long) keyLength + Math.max(0, valueLength);
    if (keyLength < 0
        || valueLength < DELETED
        || length > Math.min(channel.size() - at - HEADER, Integer.MAX_VALUE - HEADER)) {
      return null;
    }
    ByteBuffer whole = ByteBuffer.allocate(HEADER + (int) length);
    if (!fill(channel, whole, at) || whole.getInt(0) != checksum(whole)) {
      return null;
    }
    byte[] bytes = whole.array();
    int valueAt = HEADER + keyLength;
    return new Change(
        new String(bytes, HEADER, keyLength, UTF_8),
        valueLength == DELETED ? null : Arrays.copyOfRange(bytes, valueAt, valueAt + valueLength));
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, at + buffer.position());
      if (got < 0) {
        return false;
      }
    }
    buffer.flip();
    return true;
  }

  private static ByteBuffer record(Change change) {
    byte[] key = change.key().getBytes(UTF_8);
    byte[] value = change.value();
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + key.length + (value == null ? 0 : value.length));
    record.putInt(0).putInt(key.length).putInt(value == null ? DELETED : value.length).put(key);
    if (value != null) {
      record.put(value);
    }
    record.flip();
    return record.putInt(0, checksum(record));
  }

  private static int checksum(ByteBuffer record) {
    CRC32 crc = new CRC32();
    crc.update(record.array(), 4, record.limit() - 4);
    return (int) crc.getValue();
  }

  @Override
  public void append(List<Change> changes, SortedMap<String, byte[]> now) throws IOException {
    if (channel.size() > rewriteAt) {
      rewrite(now);
    }
    long start = channel.size();
    try {
      long at = start;
      for (Change change : changes) {
        at = write(channel, record(change), at);
      }
    } catch (IOException e) {
      channel.truncate(start);
      throw e;
    }
  }

  private static long write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    long end = at;
    while (bytes.hasRemaining()) {
      end += channel.write(bytes, end);
    }
    return end;
  }

  /// Writes only what still holds, into a file that then takes the place of the old one.
  private void rewrite(SortedMap<String, byte[]> now) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    FileChannel next =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      lock(fresh, next);
      long at = write(next, ByteBuffer.wrap(FORMAT), 0);
      for (var entry : now.entrySet()) {
        at = write(next, record(Change.set(entry)), at);
      }
      next.force(true);
      replaceBy(fresh);
    } catch (IOException | RuntimeException e) {
      next.close();
      Files.deleteIfExists(fresh);
      throw e;
    }
    channel.close();
    channel = next;
    rewriteAt = Math.max(SMALL, 2 * size(now));
  }

  private void replaceBy(Path fresh) throws IOException {
    try {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static long size(SortedMap<String, byte[]> values) {
    long size = FORMAT.length;
    for (var entry : values.entrySet()) {
      size += HEADER + 3L * entry.getKey().length() + entry.getValue().length;
    }
    return size;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Every change was handed to the system when it was made.
    }
  }
}
