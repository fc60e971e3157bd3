package dev.jawa.app.oci;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An overlay of so many layers that their paths do not fit in a page, which is all that `mount(2)`
/// takes: said from the folder that all of them are in, they mostly do.
///
/// @param folder where it has to be mounted from
/// @param options with the layers relative to that folder
record OverlayLayers(Path folder, List<String> options) {

  private static final String LAYERS = "lowerdir=";

  /// Tells the same options from the layers' folder, or `null` where they have none in common.
  static @Nullable OverlayLayers of(List<String> options) {
    List<String> shorter = new ArrayList<>();
    Path common = null;
    for (String option : options) {
      if (!option.startsWith(LAYERS)) {
        shorter.add(option);
        continue;
      }
      List<String> layers = layers(option.substring(LAYERS.length()));
      common = common(layers);
      if (common == null) {
        return null;
      }
      int prefix = common.toString().length() + 1;
      shorter.add(
          LAYERS
              + String.join(":", layers.stream().map(layer -> layer.substring(prefix)).toList()));
    }
    return common == null ? null : new OverlayLayers(common, shorter);
  }

  /// A colon that belongs to a name has a backslash before it.
  private static List<String> layers(String list) {
    return Arrays.asList(list.split("(?<!\\\\):", -1));
  }

  private static @Nullable Path common(List<String> layers) {
    Path common = Path.of(layers.getFirst()).getParent();
    while (common != null && !isAbove(common, layers)) {
      common = common.getParent();
    }
    return common == null || common.getParent() == null ? null : common;
  }

  private static boolean isAbove(Path folder, List<String> layers) {
    String start = folder + "/";
    return layers.stream()
        .allMatch(layer -> layer.startsWith(start) && layer.length() > start.length());
  }
}
