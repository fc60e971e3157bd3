package dev.jawa.wasi.portable;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Where something was when it was opened. A path is no descriptor: a guest may move the
/// directories above away and leave a link in their place. So whoever uses a spot looks whether
/// there is still the same at its end, and not a link on the way.
///
/// @param root what the guest was given, without links in it
/// @param place at the root or below
/// @param key tells what is there from everything else; `null` where the system has no such thing
record Spot(Path root, Path place, @Nullable Object key) {

  static Spot of(Path root, Path place) throws FileException {
    return new Spot(root, place, keyOf(place));
  }

  private static @Nullable Object keyOf(Path place) throws FileException {
    try {
      return Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .fileKey();
    } catch (IOException e) {
      throw Failures.of(e);
    }
  }

  /// The place of something below this one.
  Spot below(Path there) throws FileException {
    return of(root, there);
  }

  /// The path to it.
  ///
  /// @throws FileException [FileError#NOENT] if it is not there any more
  Path path() throws FileException {
    for (Path above = place; !above.equals(root); ) {
      above = above.getParent();
      if (above == null || !Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileException(FileError.NOENT);
      }
    }
    if (key != null && !key.equals(keyOf(place))) {
      throw new FileException(FileError.NOENT);
    }
    return place;
  }
}
