package dev.jawa.http.names;

import org.jspecify.annotations.Nullable;

/// The files that say how names are looked up.
@FunctionalInterface
public interface SystemFiles {

  /// The text of a file as it is now, or `null` if there is none that can be read.
  ///
  /// @param path absolute, as in `/etc/hosts`
  @Nullable String read(String path);
}
