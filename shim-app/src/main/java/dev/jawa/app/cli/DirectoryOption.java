package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Path;

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

  /// Opens it.
  ///
  /// @param openFiles how many files may be open at a time below it
  /// @throws GuestException if there is no such directory, or it may not be read
  Preopen open(int openFiles) {
    try {
      DirectoryOptions options = DirectoryOptions.of(access).withOpenFiles(openFiles);
      return new Preopen(guest, LinuxDirectory.open(host, options));
    } catch (IOException e) {
      throw new GuestException("--dir %s: %s".formatted(host, e.getMessage()), e);
    }
  }
}
