package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.FileException;
import dev.jawa.wasi.ctx.FileHandle;
import dev.jawa.wasi.ctx.FileType;
import dev.jawa.wasi.ctx.Follow;
import dev.jawa.wasi.ctx.OpenFile;
import dev.jawa.wasi.ctx.OpenFlag;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Small texts of a container's file system.
final class ContainerFile {

  private ContainerFile() {}

  /// The text of a regular file, cut at a size, or `null` if there is none that can be read.
  ///
  /// @param path absolute
  static @Nullable String text(Directory root, String path, int most) {
    try (FileHandle handle = root.open(path.substring(1), Follow.FOLLOW, Set.of(OpenFlag.READ))) {
      if (handle instanceof OpenFile file && file.type() == FileType.REGULAR_FILE) {
        byte[] bytes = new byte[(int) Math.min(file.stat().size(), most)];
        int filled = 0;
        for (int got = 1; got > 0 && filled < bytes.length; filled += got) {
          got = file.read(bytes, filled, bytes.length - filled, filled);
        }
        return new String(bytes, 0, filled, UTF_8);
      }
      return null;
    } catch (FileException e) {
      return null;
    }
  }
}
