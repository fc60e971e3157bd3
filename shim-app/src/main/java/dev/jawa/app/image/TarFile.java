package dev.jawa.app.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// A tar whose bytes depend on nothing but the names and contents: no times, no owners.
final class TarFile implements AutoCloseable {

  private static final int FOLDER_MODE = 040755;
  private static final int FILE_MODE = 0100644;

  private final TarArchiveOutputStream tar;

  TarFile(OutputStream out) {
    this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
  }

  /// A tar in memory.
  static byte[] of(Contents contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarFile tar = new TarFile(bytes)) {
      contents.writeTo(tar);
    }
    return bytes.toByteArray();
  }

  /// Puts entries into a tar.
  interface Contents {
    void writeTo(TarFile tar) throws IOException;
  }

  /// @param name with a slash at its end
  void folder(String name) throws IOException {
    put(name, new byte[0], FOLDER_MODE);
  }

  void file(String name, byte[] bytes) throws IOException {
    put(name, bytes, FILE_MODE);
  }

  private void put(String name, byte[] bytes, int mode) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(bytes.length);
    entry.setMode(mode);
    entry.setIds(0, 0);
    entry.setUserName("");
    entry.setGroupName("");
    entry.setLastModifiedTime(FileTime.from(Instant.EPOCH));
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
