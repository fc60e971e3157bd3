package dev.jawa.shim.ttrpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The methods of one service, by name.
public final class TtrpcService {

  private final String name;
  private final Map<String, Method> methods;

  private TtrpcService(String name, Map<String, Method> methods) {
    this.name = name;
    this.methods = methods;
  }

  /// @param name the full name of the service, as in `containerd.task.v2.Task`
  public static Builder builder(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  /// By their names.
  public Map<String, Method> methods() {
    return methods;
  }

  @Nullable Method method(String method) {
    return methods.get(method);
  }

  /// Answers one call, on a thread of its own.
  ///
  /// @param <Q> the request
  /// @param <R> the response
  @FunctionalInterface
  public interface Handler<Q, R> {

    /// @throws TtrpcException to fail with a code; any other exception becomes
    ///   [TtrpcException.Code#UNKNOWN]
    /// @throws InterruptedException if nobody waits for the answer any more
    R handle(Q request) throws InterruptedException;
  }

  /// As [Handler], for who wants to know what the client says beside the request.
  ///
  /// @param <Q> the request
  /// @param <R> the response
  @FunctionalInterface
  public interface ToldHandler<Q, R> {

    /// @param metadata by name; of names that come several times the last
    /// @throws TtrpcException as with [Handler]
    /// @throws InterruptedException likewise
    R handle(Q request, Map<String, String> metadata) throws InterruptedException;
  }

  /// What happens to a call when its time is over or its connection is lost.
  public enum OnAbandon {
    /// It has effects that must not be left half done; only its answer is dropped.
    FINISH,
    /// It only waits: its thread is interrupted.
    INTERRUPT
  }

  /// One of them, for the protocols that carry its calls.
  ///
  /// @param handler takes the bytes of a request
  public record Method(ToldHandler<ByteString, MessageLite> handler, OnAbandon onAbandon) {}

  /// Collects the methods.
  public static final class Builder {
    private final String name;
    private final Map<String, Method> methods = new HashMap<>();

    private Builder(String name) {
      this.name = name;
    }

    /// A method that does something: once begun it goes to its end, whether or not somebody still
    /// wants the answer.
    public <Q extends MessageLite, R extends MessageLite> Builder unary(
        String method, Parser<Q> request, Handler<Q, R> handler) {
      return add(method, request, (asked, _) -> handler.handle(asked), OnAbandon.FINISH);
    }

    /// As [#unary(String, Parser, Handler)].
    public <Q extends MessageLite, R extends MessageLite> Builder unary(
        String method, Parser<Q> request, ToldHandler<Q, R> handler) {
      return add(method, request, handler, OnAbandon.FINISH);
    }

    /// A method that only waits for something: interrupted when nobody wants the answer any more.
    public <Q extends MessageLite, R extends MessageLite> Builder waiting(
        String method, Parser<Q> request, Handler<Q, R> handler) {
      return add(method, request, (asked, _) -> handler.handle(asked), OnAbandon.INTERRUPT);
    }

    private <Q extends MessageLite, R extends MessageLite> Builder add(
        String method, Parser<Q> parser, ToldHandler<Q, R> handler, OnAbandon onAbandon) {
      methods.put(
          method,
          new Method(
              (payload, metadata) -> handler.handle(parse(method, parser, payload), metadata),
              onAbandon));
      return this;
    }

    private static <Q> Q parse(String method, Parser<Q> parser, ByteString payload) {
      try {
        return parser.parseFrom(payload);
      } catch (InvalidProtocolBufferException e) {
        throw new TtrpcException(
            TtrpcException.Code.INVALID_ARGUMENT,
            method + ": the request does not parse: " + e.getMessage(),
            e);
      }
    }

    public TtrpcService build() {
      return new TtrpcService(name, Map.copyOf(methods));
    }
  }
}
