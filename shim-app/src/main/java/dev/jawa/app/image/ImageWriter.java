package dev.jawa.app.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.ObjectMapper;

/// Makes an OCI image layout in a tar, with the `manifest.json` that `docker load` wants beside it.
///
/// The manifest's descriptor names no platform: containerd would skip an image for `wasip1/wasm`
/// when it imports an index on a Linux host.
public final class ImageWriter {

  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
  private static final String IMAGE_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
  private static final String ARTIFACT_CONFIG_TYPE = "application/vnd.wasm.config.v0+json";
  private static final String TAR_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";
  private static final String WASM_LAYER_TYPE =
      "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm";
  private static final String ARTIFACT_LAYER_TYPE = "application/wasm";

  private static final String CREATED = "1970-01-01T00:00:00Z";

  private final ObjectMapper json = new ObjectMapper();
  private final ImagePlan plan;

  public ImageWriter(ImagePlan plan) {
    this.plan = plan;
  }

  /// Writes the tar.
  public void write(Path target) throws IOException {
    List<Blob> layers = layers();
    Blob config = config(layers);
    Blob manifest = manifest(config, layers);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
        TarFile tar = new TarFile(out)) {
      tar.folder("blobs/");
      tar.folder("blobs/sha256/");
      Map<String, byte[]> blobs = new LinkedHashMap<>();
      layers.forEach(layer -> blobs.put(layer.path(), layer.bytes()));
      blobs.put(config.path(), config.bytes());
      blobs.put(manifest.path(), manifest.bytes());
      for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
        tar.file(blob.getKey(), blob.getValue());
      }
      tar.file("index.json", index(manifest));
      tar.file("manifest.json", dockerManifest(config, layers));
      tar.file("oci-layout", bytes(Map.of("imageLayoutVersion", "1.0.0")));
    }
  }

  private List<Blob> layers() throws IOException {
    if (plan.form() == ImageForm.TAR_LAYER) {
      return List.of(Blob.of(TAR_LAYER_TYPE, TarFile.of(this::putFiles)));
    }
    String type = plan.form() == ImageForm.ARTIFACT ? ARTIFACT_LAYER_TYPE : WASM_LAYER_TYPE;
    List<Blob> layers = new ArrayList<>();
    for (Path file : plan.files()) {
      layers.add(Blob.of(type, Files.readAllBytes(file)));
    }
    return layers;
  }

  private void putFiles(TarFile tar) throws IOException {
    for (Path file : plan.files()) {
      tar.file(ImagePlan.nameOf(file), Files.readAllBytes(file));
    }
  }

  private Blob config(List<Blob> layers) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", CREATED);
    config.put("architecture", plan.platform().architecture());
    config.put("os", plan.platform().os());
    if (plan.platform().variant() != null) {
      config.put("variant", plan.platform().variant());
    }
    if (plan.form() == ImageForm.ARTIFACT) {
      config.put("layerDigests", layers.stream().map(Blob::digest).toList());
      return Blob.of(ARTIFACT_CONFIG_TYPE, bytes(config));
    }
    String first = ImagePlan.nameOf(plan.files().getFirst());
    Map<String, Object> start = new LinkedHashMap<>();
    if (plan.form() == ImageForm.TAR_LAYER) {
      start.put("Entrypoint", List.of("/" + first));
      start.put("WorkingDir", "/");
    } else {
      start.put("Entrypoint", List.of(first));
      // Without it the configurations of two images with different layers would be equal.
      start.put("Labels", Map.of("containerd.runwasi.layers", hashOf(layers)));
    }
    config.put("config", start);
    // Only tar layers are unpacked, and so only they have an id after unpacking.
    List<String> unpacked =
        plan.form() == ImageForm.TAR_LAYER ? layers.stream().map(Blob::digest).toList() : List.of();
    config.put("rootfs", ordered("type", "layers", "diff_ids", unpacked));
    return Blob.of(IMAGE_CONFIG_TYPE, bytes(config));
  }

  private static String hashOf(List<Blob> layers) {
    String digests = layers.stream().map(Blob::digest).collect(Collectors.joining(","));
    return Blob.hash(digests.getBytes(StandardCharsets.UTF_8));
  }

  private Blob manifest(Blob config, List<Blob> layers) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MANIFEST_TYPE);
    manifest.put("config", config.descriptor());
    manifest.put("layers", layerDescriptors(layers));
    return Blob.of(MANIFEST_TYPE, bytes(manifest));
  }

  // A wasm layer is no archive with names in it: the shim tells several apart by their titles.
  private List<Map<String, Object>> layerDescriptors(List<Blob> layers) {
    List<Map<String, Object>> descriptors = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Map<String, Object> descriptor = layers.get(i).descriptor();
      if (plan.form() != ImageForm.TAR_LAYER) {
        String title = ImagePlan.nameOf(plan.files().get(i));
        descriptor.put("annotations", Map.of("org.opencontainers.image.title", title));
      }
      descriptors.add(descriptor);
    }
    return descriptors;
  }

  private byte[] index(Blob manifest) {
    List<Map<String, Object>> descriptors = new ArrayList<>();
    for (String reference : plan.references()) {
      Map<String, Object> descriptor = manifest.descriptor();
      descriptor.put(
          "annotations",
          ordered(
              "io.containerd.image.name",
              reference,
              "org.opencontainers.image.ref.name",
              plan.tag()));
      descriptors.add(descriptor);
    }
    return bytes(ordered("schemaVersion", 2, "manifests", descriptors));
  }

  private byte[] dockerManifest(Blob config, List<Blob> layers) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("Config", config.path());
    entry.put("RepoTags", List.of(plan.reference()));
    entry.put("Layers", layers.stream().map(Blob::path).toList());
    return bytes(List.of(entry));
  }

  private static Map<String, Object> ordered(
      String key1, Object value1, String key2, Object value2) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key1, value1);
    map.put(key2, value2);
    return map;
  }

  private byte[] bytes(Object value) {
    return json.writeValueAsBytes(value);
  }
}
