package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.portable.PortableDirectory;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import dev.jawa.wasi.sys.LinuxDirectory;
import dev.jawa.wasi.sys.NoConfinementException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// A directory for the guest: `HOST`, `HOST::GUEST` or `HOST::GUEST:ro`.
record DirectoryOption(Path host, String guest, Access access) {

  private static final String READ_ONLY = ":ro";

  static DirectoryOption parse(String text) {
    int colons = text.indexOf("::");
    String host = colons < 0 ? text : text.substring(0, colons);
    String name = colons < 0 ? text : text.substring(colons + 2);
    // Without a name of its own a directory may well end in ':ro'.
    boolean readOnly = colons >= 0 && name.endsWith(READ_ONLY);
    String guest = readOnly ? name.substring(0, name.length() - READ_ONLY.length()) : name;
    if (host.isEmpty() || guest.isEmpty()) {
      throw new UsageException(
          "--dir " + text + ": write it as HOST, HOST::GUEST or HOST::GUEST:ro");
    }
    return new DirectoryOption(
        Path.of(host), guest, readOnly ? Access.READ_ONLY : Access.READ_WRITE);
  }

  /// How directories are opened.
  ///
  /// @param openFiles how many files may be open at a time below each
  /// @param portable without asking the kernel to confine them, even where it could
  record Opening(int openFiles, boolean portable) {}

  /// Opens it.
  ///
  /// @param warn told if it is not the kernel that confines it
  /// @throws GuestException if there is no such directory, or it may not be read
  Preopen open(Opening how, Consumer<String> warn) {
    try {
      DirectoryOptions options = DirectoryOptions.of(access).withOpenFiles(how.openFiles());
      return new Preopen(guest, how.portable() ? portable(options, warn) : open(options, warn));
    } catch (IOException e) {
      throw new GuestException("--dir %s: %s".formatted(host, e.getMessage()), e);
    }
  }

  private Directory open(DirectoryOptions options, Consumer<String> warn) throws IOException {
    try {
      return LinuxDirectory.open(host, options);
    } catch (NoConfinementException _) {
      return portable(options, warn);
    }
  }

  private Directory portable(DirectoryOptions options, Consumer<String> warn) throws IOException {
    PortableDirectory directory = PortableDirectory.open(host, options);
    warn.accept(PortableDirectory.WARNING);
    return directory;
  }
}
