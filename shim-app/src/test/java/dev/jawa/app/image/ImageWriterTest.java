package dev.jawa.app.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ImageWriterTest {

  private static final byte[] FIRST = {0, 'a', 's', 'm', 1, 0, 0, 0};
  private static final byte[] SECOND = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, 1, 0};

  @TempDir private Path folder;

  private final ObjectMapper json = new ObjectMapper();

  private Map<String, byte[]> write(ImageForm form, byte[]... files) throws IOException {
    List<Path> paths = new ArrayList<>();
    for (byte[] bytes : files) {
      paths.add(Files.write(folder.resolve("f" + paths.size() + ".wasm"), bytes));
    }
    Path target = folder.resolve("image.tar");
    new ImageWriter(new ImagePlan("r.example/app:v1", "v1", paths, form)).write(target);
    return untar(Files.readAllBytes(target));
  }

  private static Map<String, byte[]> untar(byte[] bytes) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (InputStream in = new ByteArrayInputStream(bytes);
        TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        entries.put(entry.getName(), tar.readAllBytes());
      }
    }
    return entries;
  }

  private JsonNode blob(Map<String, byte[]> image, JsonNode descriptor) {
    String digest = descriptor.get("digest").asString();
    byte[] bytes = image.get("blobs/sha256/" + digest.substring("sha256:".length()));
    assertThat(bytes).as("the blob %s", digest).isNotNull();
    assertThat("sha256:" + Blob.hash(bytes)).isEqualTo(digest);
    assertThat(descriptor.get("size").asLong()).isEqualTo(bytes.length);
    return descriptor.get("mediaType").asString().endsWith("+json")
        ? json.readTree(bytes)
        : json.valueToTree(bytes);
  }

  private JsonNode manifest(Map<String, byte[]> image) {
    JsonNode index = json.readTree(image.get("index.json"));
    assertThat(index.get("manifests").size()).isEqualTo(1);
    JsonNode descriptor = index.get("manifests").get(0);
    assertThat(descriptor.get("annotations").get("io.containerd.image.name").asString())
        .isEqualTo("r.example/app:v1");
    assertThat(descriptor.has("platform")).isFalse();
    return blob(image, descriptor);
  }

  @Test
  void namesThePlatformThatIsAskedFor() throws IOException {
    Path file = Files.write(folder.resolve("f0.wasm"), FIRST);
    Path target = folder.resolve("image.tar");
    new ImageWriter(
            new ImagePlan(
                "r.example/app:v1",
                "v1",
                List.of(file),
                ImageForm.TAR_LAYER,
                Platform.parse("linux/amd64")))
        .write(target);
    Map<String, byte[]> image = untar(Files.readAllBytes(target));
    JsonNode config = blob(image, manifest(image).get("config"));
    assertThat(config.get("os").asString()).isEqualTo("linux");
    assertThat(config.get("architecture").asString()).isEqualTo("amd64");
  }

  @Test
  void putsAllFilesIntoOneTarLayerAtTheRoot() throws IOException {
    Map<String, byte[]> image = write(ImageForm.TAR_LAYER, FIRST, SECOND);
    JsonNode manifest = manifest(image);
    JsonNode layer = manifest.get("layers").get(0);
    JsonNode config = blob(image, manifest.get("config"));

    assertThat(manifest.get("layers").size()).isEqualTo(1);
    String hash = layer.get("digest").asString().substring("sha256:".length());
    assertThat(untar(image.get("blobs/sha256/" + hash)))
        .containsOnly(Map.entry("f0.wasm", FIRST), Map.entry("f1.wasm", SECOND));
    assertThat(config.get("rootfs").get("diff_ids").get(0)).isEqualTo(layer.get("digest"));
    assertThat(config.get("config").get("Entrypoint").get(0).asString()).isEqualTo("/f0.wasm");
    assertThat(config.get("os").asString()).isEqualTo("wasip1");
    assertThat(config.get("architecture").asString()).isEqualTo("wasm");
  }

  @Test
  void putsEachFileIntoAWasmLayerWhenAsked() throws IOException {
    Map<String, byte[]> image = write(ImageForm.WASM_LAYERS, FIRST, SECOND);
    JsonNode manifest = manifest(image);

    assertThat(manifest.get("layers").valueStream().map(layer -> layer.get("mediaType").asString()))
        .containsExactly(
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm",
            "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm");
    assertThat(manifest.get("layers").get(1).get("digest").asString())
        .isEqualTo("sha256:" + Blob.hash(SECOND));
    JsonNode config = blob(image, manifest.get("config"));
    assertThat(config.get("rootfs").get("diff_ids").size()).isZero();
    assertThat(config.get("config").get("Entrypoint").get(0).asString()).isEqualTo("f0.wasm");
  }

  @Test
  void makesAnArtifactOfOneFile() throws IOException {
    JsonNode manifest = manifest(write(ImageForm.ARTIFACT, FIRST));

    assertThat(manifest.get("config").get("mediaType").asString())
        .isEqualTo("application/vnd.wasm.config.v0+json");
    assertThat(manifest.get("layers").get(0).get("mediaType").asString())
        .isEqualTo("application/wasm");
  }

  @Test
  void givesTheSameBytesForTheSameFiles() throws IOException {
    write(ImageForm.TAR_LAYER, FIRST);
    byte[] once = Files.readAllBytes(folder.resolve("image.tar"));
    write(ImageForm.TAR_LAYER, FIRST);

    assertThat(Files.readAllBytes(folder.resolve("image.tar"))).isEqualTo(once);
  }

  @Test
  void refusesWhatCannotBeAnImage() {
    Path a = Path.of("x/a.wasm");
    Path other = Path.of("y/a.wasm");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImagePlan("r:t", "t", List.of(a, other), ImageForm.TAR_LAYER))
        .withMessage("two files are called a.wasm");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImagePlan("r:t", "t", List.of(a, Path.of("b")), ImageForm.ARTIFACT))
        .withMessage("an artifact holds exactly one file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Big:1", "a b:1", "a:b c", "a/:1", ":1", "r.example//a:1", "-a:1"})
  void refusesAReferenceThatContainerdWouldNotTake(String reference) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ImagePlan(reference, "1", List.of(Path.of("a")), ImageForm.TAR_LAYER))
        .withMessageStartingWith(reference + ": no image reference");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:1", "localhost:5000/a:v1.0", "R.Example/team/a__b.c-d:latest_1"})
  void takesAReferenceThatContainerdTakes(String reference) {
    ImagePlan plan = new ImagePlan(reference, "1", List.of(Path.of("a")), ImageForm.TAR_LAYER);
    assertThat(plan.reference()).isEqualTo(reference);
  }
}
