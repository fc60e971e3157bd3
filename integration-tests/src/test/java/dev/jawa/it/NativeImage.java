package dev.jawa.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/// An image of a folder, for Linux on this machine's processor.
final class NativeImage {

  private NativeImage() {}

  /// Writes it as an archive that `ctr image import` takes.
  static Path write(Path work, String reference, Path rootfs, String... entrypoint)
      throws Exception {
    Path blobs = Files.createDirectories(work.resolve("oci/blobs/sha256"));
    Path tar = work.resolve("layer.tar");
    Tools.run(work, Map.of(), "tar", "-C", rootfs.toString(), "-cf", tar.toString(), ".");
    String layer = store(blobs, Files.readAllBytes(tar));
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    String config =
        """
        {"architecture": "%s", "os": "linux", "config": {"Entrypoint": ["%s"], "Env": ["PATH=/bin"]},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}}
        """
            .formatted(architecture, String.join("\", \"", entrypoint), layer);
    String manifest =
        """
        {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
         "config": {"mediaType": "application/vnd.oci.image.config.v1+json", %s},
         "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", %s}]}
        """
            .formatted(
                descriptor(blobs, store(blobs, config.getBytes(StandardCharsets.UTF_8))),
                descriptor(blobs, layer));
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
