package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.Preopen;
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
  Preopen open() {
    throw new UnsupportedOperationException(host + guest);
  }
}
