package dev.jawa.app.image;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What goes into an image.
///
/// @param reference as in `registry.example/team/app:1.0`
/// @param files the wasm files; the first is the entry point
public record ImagePlan(
    String reference, String tag, List<Path> files, ImageForm form, Platform platform) {

  /// For the platform of guests.
  public ImagePlan(String reference, String tag, List<Path> files, ImageForm form) {
    this(reference, tag, files, form, Platform.WASM);
  }

  /// What containerd takes for a reference; anything else it refuses at the import, far from here.
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?" // registry
              + "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
              + ":[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"); // tag

  /// @throws IllegalArgumentException in words for the user
  public ImagePlan {
    if (!REFERENCE.matcher(reference).matches()) {
      throw new IllegalArgumentException(
          reference
              + ": no image reference; write it as registry.example/team/name:tag, lower case");
    }
    files = List.copyOf(files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException("an image needs at least one file");
    }
    if (form == ImageForm.ARTIFACT && files.size() > 1) {
      throw new IllegalArgumentException("an artifact holds exactly one file");
    }
    if (form != ImageForm.TAR_LAYER && !platform.architecture().equals("wasm")) {
      throw new IllegalArgumentException(
          "wasm layers are only looked for in images of the architecture wasm");
    }
    Set<String> names = new HashSet<>();
    for (Path file : files) {
      if (!names.add(nameOf(file))) {
        throw new IllegalArgumentException("two files are called " + nameOf(file));
      }
    }
  }

  /// The reference as it is, and as Docker and nerdctl write it out, who look for `app:1.0` under
  /// `docker.io/library/app:1.0`.
  List<String> references() {
    int slash = reference.indexOf('/');
    String first = slash < 0 ? "" : reference.substring(0, slash);
    if (first.contains(".") || first.contains(":") || first.equals("localhost")) {
      return List.of(reference);
    }
    return List.of(reference, (slash < 0 ? "docker.io/library/" : "docker.io/") + reference);
  }

  /// The name that a file has in the image.
  static String nameOf(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }
}
