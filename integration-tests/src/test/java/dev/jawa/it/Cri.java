package dev.jawa.it;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import dev.jawa.shim.grpc.GrpcClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What kubelet asks of containerd: the CRI's `runtime.v1.RuntimeService`. Its messages are written
/// by field number, a few of many.
final class Cri implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final GrpcClient client;

  Cri(Path socket) {
    this.client = new GrpcClient(socket, Map.of());
  }

  /// A message under construction.
  static final class Message {
    private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

    static Message of() {
      return new Message();
    }

    Message with(int number, String text) {
      return with(number, ByteString.copyFromUtf8(text));
    }

    Message with(int number, Message message) {
      return with(number, message.fields.build().toByteString());
    }

    private Message with(int number, ByteString bytes) {
      fields.mergeField(number, Field.newBuilder().addLengthDelimited(bytes).build());
      return this;
    }

    Message with(int number, long value) {
      fields.mergeField(number, Field.newBuilder().addVarint(value).build());
      return this;
    }
  }

  /// The answer's fields by number.
  UnknownFieldSet call(String method, Message request) throws InterruptedException {
    return client.call(
        "runtime.v1.RuntimeService/" + method,
        request.fields.build(),
        UnknownFieldSet.getDefaultInstance().getParserForType(),
        PATIENCE);
  }

  static String text(UnknownFieldSet message, int number) {
    return message.getField(number).getLengthDelimitedList().isEmpty()
        ? ""
        : message.getField(number).getLengthDelimitedList().getFirst().toStringUtf8();
  }

  static UnknownFieldSet message(UnknownFieldSet message, int number) throws Exception {
    return UnknownFieldSet.parseFrom(message.getField(number).getLengthDelimitedList().getFirst());
  }

  static long number(UnknownFieldSet message, int number) {
    return message.getField(number).getVarintList().isEmpty()
        ? 0
        : message.getField(number).getVarintList().getFirst();
  }

  @Override
  public void close() {
    client.close();
  }
}
