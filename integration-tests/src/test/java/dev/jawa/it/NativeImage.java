package dev.jawa.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// An image of folders, for Linux on this machine's processor.
final class NativeImage {

  private NativeImage() {}

  /// Writes it as an archive that `ctr image import` takes.
  static Path write(Path work, String reference, Path rootfs, String... entrypoint)
      throws Exception {
    return writeLayers(work, reference, List.of(rootfs), entrypoint);
  }

  /// As [#write], of several folders, each above those before.
  static Path writeLayers(Path work, String reference, List<Path> folders, String... entrypoint)
      throws Exception {
    Path blobs = Files.createDirectories(work.resolve("oci/blobs/sha256"));
    List<String> digests = new ArrayList<>();
    List<String> layers = new ArrayList<>();
    for (Path folder : folders) {
      Path tar = work.resolve("layer.tar");
      Tools.run(work, Map.of(), "tar", "-C", folder.toString(), "-cf", tar.toString(), ".");
      String digest = store(blobs, Files.readAllBytes(tar));
      digests.add("\"sha256:" + digest + "\"");
      layers.add(
          "{\"mediaType\": \"application/vnd.oci.image.layer.v1.tar\", %s}"
              .formatted(descriptor(blobs, digest)));
    }
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String config =
        """
        {"architecture": "%s", "os": "linux", "config": {"Entrypoint": ["%s"], "Env": ["PATH=/bin"]},
         "rootfs": {"type": "layers", "diff_ids": [%s]}}
        """
            .formatted(architecture, String.join("\", \"", entrypoint), String.join(", ", digests));
    String manifest =
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "config": {"mediaType": "application/vnd.oci.image.config.v1+json", %s},
         "layers": [%s]}
        """
            .formatted(
                descriptor(blobs, store(blobs, config.getBytes(StandardCharsets.UTF_8))),
                String.join(", ", layers));
    String index =
        """
        {"schemaVersion": 2, "manifests": [{
          "mediaType": "application/vnd.oci.image.manifest.v1+json", %s,
          "annotations": {"io.containerd.image.name": "%s"}}]}
        """
            .formatted(
                descriptor(blobs, store(blobs, manifest.getBytes(StandardCharsets.UTF_8))),
                reference);
    Files.writeString(work.resolve("oci/index.json"), index);
    Files.writeString(work.resolve("oci/oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    Path archive = work.resolve("image.tar");
    Tools.run(work, Map.of(), "tar", "-C", work + "/oci", "-cf", archive.toString(), ".");
    return archive;
  }

  private static String store(Path blobs, byte[] bytes) throws Exception {
    String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    Files.write(blobs.resolve(digest), bytes);
    return digest;
  }

  private static String descriptor(Path blobs, String digest) throws IOException {
    return "\"digest\": \"sha256:%s\", \"size\": %d"
        .formatted(digest, Files.size(blobs.resolve(digest)));
  }
}
