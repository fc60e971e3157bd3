package dev.jawa.shim.grpc;

import com.google.protobuf.ByteString;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call. Its request arrives on the event loop; it then has a virtual thread of its own,
/// because some (`Wait`) block for hours.
final class GrpcCall extends ServerCall.Listener<ByteString> {

  private final ServerCall<ByteString, ByteString> call;
  private final Metadata headers;
  private final TtrpcService.Method method;
  private final TtrpcOptions options;
  private final Thread thread;
  private @Nullable ByteString request;

  GrpcCall(
      ServerCall<ByteString, ByteString> call,
      Metadata headers,
      TtrpcService.Method method,
      TtrpcOptions options) {
    this.call = call;
    this.headers = headers;
    this.method = method;
    this.options = options;
    this.thread =
        Thread.ofVirtual()
            .name("grpc-" + call.getMethodDescriptor().getBareMethodName())
            .unstarted(this::run);
    // One, and another so that a client that sends more is noticed.
    call.request(2);
  }

  @Override
  public void onMessage(ByteString message) {
    if (request != null) {
      fail(Code.INVALID_ARGUMENT, "more than one request");
      return;
    }
    request = message;
  }

  @Override
  public void onHalfClose() {
    if (request == null) {
      fail(Code.INVALID_ARGUMENT, "no request");
      return;
    }
    thread.start();
  }

  /// Its time is over, its client does not want it any more or its connection is lost.
  @Override
  public void onCancel() {
    if (method.onAbandon() == TtrpcService.OnAbandon.INTERRUPT) {
      thread.interrupt();
    }
  }

  private void run() {
    try {
      answer(handle());
    } catch (TtrpcException e) {
      fail(e.code(), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      fail(Code.CANCELLED, "cancelled");
    } catch (RuntimeException e) {
      fail(Code.UNKNOWN, String.valueOf(e.getMessage()));
      reportBug(e);
    }
  }

  private ByteString handle() throws InterruptedException {
    ByteString asked = request == null ? ByteString.EMPTY : request;
    ByteString response = method.handler().handle(asked, metadata()).toByteString();
    if (response.size() > options.maxDataLength()) {
      throw new TtrpcException(Code.RESOURCE_EXHAUSTED, "the response is too long");
    }
    return response;
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new HashMap<>();
    for (String name : headers.keys()) {
      if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        String value = headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        metadata.put(name, String.valueOf(value));
      }
    }
    return metadata;
  }

  private void answer(ByteString response) {
    call.sendHeaders(new Metadata());
    call.sendMessage(response);
    call.close(Status.OK, new Metadata());
  }

  private void fail(Code code, String message) {
    call.close(Status.fromCodeValue(code.number()).withDescription(message), new Metadata());
  }

  private void reportBug(RuntimeException e) {
    Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
    if (handler != null) {
      handler.uncaughtException(thread, e);
    }
  }
}
