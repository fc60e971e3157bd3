package dev.jawa.app.oci;

import com.google.protobuf.ByteString;
import dev.jawa.shim.api.store.GetContainerRequest;
import dev.jawa.shim.api.store.GetContainerResponse;
import dev.jawa.shim.api.store.GetImageRequest;
import dev.jawa.shim.api.store.GetImageResponse;
import dev.jawa.shim.api.store.ReadContentRequest;
import dev.jawa.shim.api.store.ReadContentResponse;
import dev.jawa.shim.grpc.GrpcClient;
import dev.jawa.shim.ttrpc.TtrpcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The wasm that images have as layers of their own, which containerd keeps but does not unpack: in
/// runwasi's form, wasmCloud's and Spin's, and the artifacts of the CNCF.
public final class ImageStore {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Set<String> WASM_LAYERS =
      Set.of(
          "application/vnd.bytecodealliance.wasm.component.layer.v0+wasm",
          "application/vnd.wasm.content.layer.v1+wasm",
          "application/wasm");

  private final @Nullable Path containerd;
  private final String namespace;

  /// @param containerd its gRPC socket, or `null` for a store without images
  public ImageStore(@Nullable Path containerd, String namespace) {
    this.containerd = containerd;
    this.namespace = namespace;
  }

  /// One of them.
  ///
  /// @param title the file it was made of, or empty if the image does not tell
  public record WasmLayer(String title, String digest, long size) {}

  /// The wasm layers of a container's image, in their order; none if it is an ordinary image.
  ///
  /// @throws OciException if containerd does not tell
  public List<WasmLayer> layersOf(String containerId) {
    Path socket = containerd;
    if (socket == null) {
      return List.of();
    }
    try (GrpcClient client = client(socket)) {
      String image =
          client
              .call(
                  "containerd.services.containers.v1.Containers/Get",
                  GetContainerRequest.newBuilder().setId(containerId).build(),
                  GetContainerResponse.parser(),
                  TIMEOUT)
              .getContainer()
              .getImage();
      return image.isEmpty() ? List.of() : layersOfImage(client, image);
    } catch (TtrpcException e) {
      throw new OciException("cannot ask containerd for the image: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OciException("interrupted while asking containerd for the image", e);
    }
  }

  private GrpcClient client(Path socket) {
    return new GrpcClient(socket, Map.of("containerd-namespace", namespace));
  }

  private static List<WasmLayer> layersOfImage(GrpcClient client, String image)
      throws InterruptedException {
    String target =
        client
            .call(
                "containerd.services.images.v1.Images/Get",
                GetImageRequest.newBuilder().setName(image).build(),
                GetImageResponse.parser(),
                TIMEOUT)
            .getImage()
            .getTarget()
            .getDigest();
    JsonNode manifest = json(client, target);
    // An index: the manifest for wasm, or the only one.
    JsonNode manifests = manifest.path("manifests");
    for (JsonNode entry : manifests) {
      boolean wasm = entry.path("platform").path("architecture").asString("").equals("wasm");
      if (wasm || manifests.size() == 1) {
        manifest = json(client, entry.path("digest").asString(""));
        break;
      }
    }
    List<WasmLayer> layers = new ArrayList<>();
    for (JsonNode layer : manifest.path("layers")) {
      if (WASM_LAYERS.contains(layer.path("mediaType").asString(""))) {
        layers.add(
            new WasmLayer(
                layer.path("annotations").path("org.opencontainers.image.title").asString(""),
                layer.path("digest").asString(""),
                layer.path("size").asLong(0)));
      }
    }
    return layers;
  }

  private static JsonNode json(GrpcClient client, String digest) throws InterruptedException {
    try {
      return JSON.readTree(read(client, digest));
    } catch (JacksonException e) {
      throw new OciException(digest + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Reads one of them.
  ///
  /// @throws OciException if containerd does not have it any more
  public byte[] read(WasmLayer layer) {
    Path socket = containerd;
    if (socket == null) {
      throw new OciException("there is no containerd to ask for " + layer.digest());
    }
    try (GrpcClient client = client(socket)) {
      return read(client, layer.digest());
    } catch (TtrpcException e) {
      throw new OciException("cannot read the image's layer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OciException("interrupted while reading the image's layer", e);
    }
  }

  private static byte[] read(GrpcClient client, String digest) throws InterruptedException {
    List<ReadContentResponse> parts =
        client.stream(
            "containerd.services.content.v1.Content/Read",
            ReadContentRequest.newBuilder().setDigest(digest).build(),
            ReadContentResponse.parser(),
            TIMEOUT);
    return ByteString.copyFrom(parts.stream().map(ReadContentResponse::getData).toList())
        .toByteArray();
  }
}
