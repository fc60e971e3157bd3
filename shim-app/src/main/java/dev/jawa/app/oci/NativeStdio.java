package dev.jawa.app.oci;

import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an OCI runtime hands to the process that it makes.
///
/// @param consoleSocket where it delivers the terminal, instead of all others, or `null`
record NativeStdio(File stdin, File stdout, File stderr, @Nullable Path consoleSocket) {

  private static final File NULL = new File("/dev/null");

  /// Of a process that neither reads nor writes.
  static final NativeStdio NOTHING = new NativeStdio(NULL, NULL, NULL, null);

  static NativeStdio terminal(Path consoleSocket) {
    return new NativeStdio(NULL, NULL, NULL, consoleSocket);
  }
}
