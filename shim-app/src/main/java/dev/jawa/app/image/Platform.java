package dev.jawa.app.image;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an image says that it runs on.
///
/// @param variant of the architecture, or `null`
public record Platform(String os, String architecture, @Nullable String variant) {

  /// What guests run on. Kubernetes and Docker have to be asked for it.
  public static final Platform WASM = new Platform("wasip1", "wasm", null);

  private static final Pattern FORM = Pattern.compile("([a-z0-9]+)/([a-z0-9_]+)(?:/([a-z0-9.]+))?");

  /// Of its form `OS/ARCH` or `OS/ARCH/VARIANT`.
  ///
  /// @throws IllegalArgumentException in words for the user
  public static Platform parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          text + ": no platform; write it as wasip1/wasm or linux/amd64");
    }
    return new Platform(matcher.group(1), matcher.group(2), matcher.group(3));
  }
}
