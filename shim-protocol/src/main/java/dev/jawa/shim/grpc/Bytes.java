package dev.jawa.shim.grpc;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Messages as they are: services parse their requests themselves.
final class Bytes implements Marshaller<ByteString> {

  @Override
  public InputStream stream(ByteString message) {
    // Of this stream gRPC knows the length.
    return new ByteArrayInputStream(message.toByteArray());
  }

  @Override
  public ByteString parse(InputStream stream) {
    try {
      return ByteString.readFrom(stream);
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the message was lost")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
