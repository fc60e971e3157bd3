package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A layer of an image that is a wasm file, on its way into a container's own JVM: as one of the
/// files of a folder, whose names begin with numbers, as the first one is the guest.
///
/// @param name for messages
@SuppressWarnings("ArrayRecordComponent") // carries the bytes to a file, never compared
public record LayerFile(String name, byte[] bytes) {

  private static final String NAME = "%04d-%s";
  private static final int NUMBER = "0000-".length();

  /// Writes them into a folder that is there.
  static void write(List<LayerFile> layers, Path folder) throws IOException {
    for (int i = 0; i < layers.size(); i++) {
      String name = layers.get(i).name().replaceAll(".*/", "").replaceAll("[^A-Za-z0-9._-]", "_");
      Files.write(folder.resolve(NAME.formatted(i, name)), layers.get(i).bytes());
    }
  }

  /// Reads what [#write] wrote, the guest first; none if there is no such folder.
  public static List<LayerFile> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<LayerFile> layers = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName()).substring(NUMBER);
        layers.add(new LayerFile(name, Files.readAllBytes(file)));
      }
    }
    return layers;
  }
}
