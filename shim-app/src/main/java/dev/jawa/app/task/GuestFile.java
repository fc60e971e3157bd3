package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which file of the container is the guest, and what of it is called: `path` or `path#function`,
/// the first of `process.args`.
///
/// @param path as the container gives it
/// @param function `null` for the kind's own
record GuestFile(String path, @Nullable String function) {

  static GuestFile of(RuntimeSpec spec) {
    if (spec.args().isEmpty() || spec.args().getFirst().isEmpty()) {
      throw new GuestException(
          "the container names no program; give the path of a .wasm file as its first argument");
    }
    String program = spec.args().getFirst();
    int hash = program.indexOf('#');
    return hash < 0
        ? new GuestFile(program, null)
        : new GuestFile(program.substring(0, hash), program.substring(hash + 1));
  }

  /// Reads it, relative to the working directory; a bare name also from the folders of the
  /// container's PATH. `null` if there is no such file.
  ///
  /// @param root the container's file system
  /// @param maxSize in bytes
  byte @Nullable [] read(Directory root, RuntimeSpec spec, long maxSize) {
    for (String candidate : candidates(spec)) {
      try (FileHandle file = root.open(candidate, Follow.FOLLOW, Set.of(OpenFlag.READ))) {
        if (!(file instanceof OpenFile regular)) {
          throw new GuestException(path + ": is a directory, not a WebAssembly file");
        }
        return readAll(regular, maxSize);
      } catch (FileException e) {
        if (e.error() != FileError.NOENT && e.error() != FileError.NOTDIR) {
          throw new GuestException(path + ": cannot be read: " + e.getMessage(), e);
        }
      }
    }
    return null;
  }

  /// In the kernel's words, as Docker makes its exit codes 126 and 127 of them.
  GuestException missing() {
    return new GuestException(path + ": no such file or directory in the container");
  }

  /// Where it may be, the likeliest first, relative to the root.
  List<String> candidates(RuntimeSpec spec) {
    List<String> candidates = new ArrayList<>();
    candidates.add(below(spec.cwd(), path));
    if (!path.contains("/")) {
      for (String folder : spec.environment().getOrDefault("PATH", "").split(":")) {
        if (folder.startsWith("/")) {
          candidates.add(below(folder, path));
        }
      }
    }
    return candidates;
  }

  // Relative to the root, as directories have it.
  private static String below(String folder, String path) {
    String absolute = path.startsWith("/") ? path : folder + "/" + path;
    String relative = absolute.replaceFirst("^/+", "");
    return relative.isEmpty() ? "." : relative;
  }

  private byte[] readAll(OpenFile file, long maxSize) throws FileException {
    long size = file.stat().size();
    if (size > maxSize) {
      throw new GuestException(
          path + ": has " + size + " bytes; jawa.max-module-size allows " + maxSize);
    }
    byte[] bytes = new byte[(int) size];
    int filled = 0;
    while (filled < bytes.length) {
      int count = file.read(bytes, filled, bytes.length - filled, filled);
      if (count == 0) {
        return Arrays.copyOf(bytes, filled);
      }
      filled += count;
    }
    return bytes;
  }
}
