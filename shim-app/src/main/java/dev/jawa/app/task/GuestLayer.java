package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.ImageStore.WasmLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the guest among an image's wasm layers.
final class GuestLayer {

  private GuestLayer() {}

  /// The bytes of the layer that a container runs, or `null` if its image has none: the only one,
  /// else the one of the program's name.
  ///
  /// @param maxSize in bytes
  /// @throws GuestException if several would do, or it is too large
  static byte @Nullable [] read(
      ImageStore images, String containerId, GuestFile file, long maxSize) {
    List<WasmLayer> layers = images.layersOf(containerId);
    if (layers.isEmpty()) {
      return null;
    }
    WasmLayer layer = layers.size() == 1 ? layers.getFirst() : named(layers, file.path());
    if (layer.size() > maxSize) {
      throw new GuestException(
          "the image's layer has %d bytes; jawa.max-module-size allows %d"
              .formatted(layer.size(), maxSize));
    }
    return images.read(layer);
  }

  private static WasmLayer named(List<WasmLayer> layers, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (WasmLayer layer : layers) {
      if (layer.title().equals(name)) {
        return layer;
      }
    }
    throw new GuestException(
        "%s: the image has %d wasm layers and none of this name; it has %s"
            .formatted(path, layers.size(), layers.stream().map(WasmLayer::title).toList()));
  }
}
