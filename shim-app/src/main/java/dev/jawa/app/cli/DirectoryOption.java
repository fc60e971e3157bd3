package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Path;

/// A directory for the guest: `HOST` or `HOST::GUEST`.
record DirectoryOption(Path host, String guest) {

  static DirectoryOption parse(String text) {
    int colons = text.indexOf("::");
    String host = colons < 0 ? text : text.substring(0, colons);
    String guest = colons < 0 ? text : text.substring(colons + 2);
    if (host.isEmpty() || guest.isEmpty()) {
      throw new UsageException("--dir " + text + ": write it as HOST or HOST::GUEST");
    }
    return new DirectoryOption(Path.of(host), guest);
  }

  /// Opens it.
  ///
  /// @throws GuestException if there is no such directory, or it may not be read
  Preopen open() {
    try {
      return new Preopen(guest, LinuxDirectory.open(host, Access.READ_WRITE));
    } catch (IOException e) {
      throw new GuestException("--dir %s: %s".formatted(host, e.getMessage()), e);
    }
  }
}
