package dev.jawa.app.task;

import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestCode.Binary;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.ImageStore.WasmLayer;
import dev.jawa.component.binary.Preamble;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the guest among an image's wasm layers, and the components beside it, of which it may
/// import what they export.
final class GuestLayer {

  private GuestLayer() {}

  /// What a container runs, or `null` if its image has no such layer: the only one, else the one of
  /// the program's name, with the others.
  ///
  /// @param maxSize in bytes
  /// @throws GuestException if several would do, or it is too large
  static @Nullable GuestCode read(
      ImageStore images, String containerId, GuestFile file, long maxSize) {
    List<WasmLayer> layers = images.layersOf(containerId);
    if (layers.isEmpty()) {
      return null;
    }
    WasmLayer layer = layers.size() == 1 ? layers.getFirst() : named(layers, file.path());
    Binary main = read(images, layer, maxSize, file.path());
    if (!(Preamble.of(main.wasm()) instanceof Preamble.Component)) {
      return new GuestCode(main, List.of(), layer.digest());
    }
    return new GuestCode(
        main,
        layers.stream()
            .filter(other -> other != layer)
            .map(other -> read(images, other, maxSize, other.digest()))
            .toList(),
        layer.digest());
  }

  /// @param name of a layer that has none
  private static Binary read(ImageStore images, WasmLayer layer, long maxSize, String name) {
    if (layer.size() > maxSize) {
      throw new GuestException(
          "the image's layer has %d bytes; jawa.max-module-size allows %d"
              .formatted(layer.size(), maxSize));
    }
    return new Binary(layer.title().isEmpty() ? name : layer.title(), images.read(layer));
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
