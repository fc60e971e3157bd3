package dev.jawa.app.oci;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import dev.jawa.shim.api.store.CreateLeaseRequest;
import dev.jawa.shim.api.store.CreateLeaseResponse;
import dev.jawa.shim.api.store.DeleteLeaseRequest;
import dev.jawa.shim.api.store.Info;
import dev.jawa.shim.api.store.InfoRequest;
import dev.jawa.shim.api.store.InfoResponse;
import dev.jawa.shim.api.store.ReadContentRequest;
import dev.jawa.shim.api.store.ReadContentResponse;
import dev.jawa.shim.api.store.UpdateRequest;
import dev.jawa.shim.api.store.UpdateResponse;
import dev.jawa.shim.api.store.WriteAction;
import dev.jawa.shim.api.store.WriteContentRequest;
import dev.jawa.shim.api.store.WriteContentResponse;
import dev.jawa.shim.grpc.GrpcClient;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// containerd's content store, where a blob lives as long as another that is in use names it in a
/// label. Everything fails with a [TtrpcException].
public final class ContentStore {

  /// How the labels begin by which one blob keeps another.
  public static final String KEEPS = "containerd.io/gc.ref.content.";

  private static final String CONTENT = "containerd.services.content.v1.Content/";
  private static final String LEASES = "containerd.services.leases.v1.Leases/";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// containerd removes the lease of a daemon that was killed.
  private static final Duration LEASE = Duration.ofMinutes(10);

  /// Less than containerd takes at once.
  private static final int PART = 1 << 20;

  private final Path containerd;
  private final String namespace;

  /// @param containerd its gRPC socket
  public ContentStore(Path containerd, String namespace) {
    this.containerd = containerd;
    this.namespace = namespace;
  }

  /// A blob of it.
  ///
  /// @param digest as in `sha256:…`
  public record Blob(String digest, long size, Map<String, String> labels) {
    public Blob {
      labels = Map.copyOf(labels);
    }
  }

  private GrpcClient client(String lease) {
    return new GrpcClient(
        containerd,
        lease.isEmpty()
            ? Map.of("containerd-namespace", namespace)
            : Map.of("containerd-namespace", namespace, "containerd-lease", lease));
  }

  /// What is known of a blob.
  public Blob info(String digest) throws InterruptedException {
    try (GrpcClient client = client("")) {
      Info info =
          client
              .call(
                  CONTENT + "Info",
                  InfoRequest.newBuilder().setDigest(digest).build(),
                  InfoResponse.parser(),
                  TIMEOUT)
              .getInfo();
      return new Blob(info.getDigest(), info.getSize(), info.getLabelsMap());
    }
  }

  /// The bytes of a blob, which are what its digest says.
  public byte[] read(String digest) throws InterruptedException {
    try (GrpcClient client = client("")) {
      List<ReadContentResponse> parts =
          client.stream(
              CONTENT + "Read",
              ReadContentRequest.newBuilder().setDigest(digest).build(),
              ReadContentResponse.parser(),
              TIMEOUT);
      byte[] bytes =
          ByteString.copyFrom(parts.stream().map(ReadContentResponse::getData).toList())
              .toByteArray();
      if (!digest(bytes).equals(digest)) {
        throw new TtrpcException(Code.INTERNAL, digest + " has other bytes than its digest says");
      }
      return bytes;
    }
  }

  /// Writes a blob, and labels another one so that it is kept as long as that. A lease keeps it
  /// until then.
  ///
  /// @param reference what containerd lets one writer at a time have
  /// @param own the blob's labels
  /// @param keeper the other one's digest
  /// @param labels what the other one gets, by the digest of the blob
  /// @return the digest
  public String write(
      String reference, byte[] bytes, Map<String, String> own, String keeper, Labels labels)
      throws InterruptedException {
    String lease = "jawa-" + UUID.randomUUID();
    String expires = Instant.now().plus(LEASE).truncatedTo(ChronoUnit.SECONDS).toString();
    try (GrpcClient client = client(lease)) {
      CreateLeaseRequest create =
          CreateLeaseRequest.newBuilder()
              .setId(lease)
              .putLabels("containerd.io/gc.expire", expires)
              .build();
      var _ = client.call(LEASES + "Create", create, CreateLeaseResponse.parser(), TIMEOUT);
      try {
        String digest = digest(bytes);
        write(client, reference, bytes, digest, own);
        label(client, keeper, labels.of(digest));
        return digest;
      } finally {
        DeleteLeaseRequest delete = DeleteLeaseRequest.newBuilder().setId(lease).build();
        var _ = client.call(LEASES + "Delete", delete, Empty.parser(), TIMEOUT);
      }
    }
  }

  /// Labels that name a blob.
  @FunctionalInterface
  public interface Labels {
    Map<String, String> of(String digest);
  }

  private static void write(
      GrpcClient client, String reference, byte[] bytes, String digest, Map<String, String> labels)
      throws InterruptedException {
    List<WriteContentRequest> requests = new ArrayList<>();
    for (int offset = 0; offset < bytes.length; offset += PART) {
      requests.add(
          WriteContentRequest.newBuilder()
              .setAction(WriteAction.WRITE)
              .setRef(reference)
              .setTotal(bytes.length)
              .setExpected(digest)
              .setOffset(offset)
              .setData(ByteString.copyFrom(bytes, offset, Math.min(PART, bytes.length - offset)))
              .build());
    }
    requests.add(
        WriteContentRequest.newBuilder()
            .setAction(WriteAction.COMMIT)
            .setRef(reference)
            .setTotal(bytes.length)
            .setExpected(digest)
            .setOffset(bytes.length)
            .putAllLabels(labels)
            .build());
    try {
      var _ = client.exchange(CONTENT + "Write", requests, WriteContentResponse.parser(), TIMEOUT);
    } catch (TtrpcException e) {
      if (e.code() != Code.ALREADY_EXISTS) {
        throw e;
      }
      // Then it is there, and the lease has it; another namespace's comes without labels.
      label(client, digest, labels);
    }
  }

  private static void label(GrpcClient client, String digest, Map<String, String> labels)
      throws InterruptedException {
    FieldMask.Builder only = FieldMask.newBuilder();
    labels.keySet().forEach(label -> only.addPaths("labels." + label));
    UpdateRequest request =
        UpdateRequest.newBuilder()
            .setInfo(Info.newBuilder().setDigest(digest).putAllLabels(labels))
            .setUpdateMask(only)
            .build();
    var _ = client.call(CONTENT + "Update", request, UpdateResponse.parser(), TIMEOUT);
  }

  private static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
