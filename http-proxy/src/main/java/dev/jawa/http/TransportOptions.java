package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.ctx.SocketPolicy;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// How a [ReactorHttpTransport] sends.
///
/// @param network where sockets are opened and names are looked up
/// @param policy which addresses may be connected to
/// @param eventLoops threads that move bytes
/// @param maxConnections to one destination; beyond it requests wait
/// @param idleTimeout how long an unused connection is kept
/// @param connectTimeout for name, connection and its TLS, where a request does not say
/// @param firstByteTimeout from the connection to the response's head, where a request does not say
/// @param betweenBytesTimeout how long a reader waits for more of a body, where a request does not
///   say
/// @param maxHeaderSize bytes of a response's header section
/// @param tls asked once, at the first `https` request
public record TransportOptions(
    NetworkPlace network,
    SocketPolicy policy,
    int eventLoops,
    int maxConnections,
    Duration idleTimeout,
    Duration connectTimeout,
    Duration firstByteTimeout,
    Duration betweenBytesTimeout,
    int maxHeaderSize,
    Supplier<SSLContext> tls) {

  /// From the namespace of this process, trusting whom the JDK trusts, with the timeouts of
  /// wasmtime.
  public static final TransportOptions DEFAULT =
      new TransportOptions(
          NetworkPlace.HERE,
          SocketPolicy.ALLOWED,
          1,
          500,
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          64 << 10,
          TlsClient::jdkDefault);

  public TransportOptions withNetwork(NetworkPlace place) {
    return new TransportOptions(
        place,
        policy,
        eventLoops,
        maxConnections,
        idleTimeout,
        connectTimeout,
        firstByteTimeout,
        betweenBytesTimeout,
        maxHeaderSize,
        tls);
  }

  public TransportOptions withPolicy(SocketPolicy value) {
    return new TransportOptions(
        network,
        value,
        eventLoops,
        maxConnections,
        idleTimeout,
        connectTimeout,
        firstByteTimeout,
        betweenBytesTimeout,
        maxHeaderSize,
        tls);
  }

  public TransportOptions withMaxConnections(int count) {
    return new TransportOptions(
        network,
        policy,
        eventLoops,
        count,
        idleTimeout,
        connectTimeout,
        firstByteTimeout,
        betweenBytesTimeout,
        maxHeaderSize,
        tls);
  }

  public TransportOptions withTimeouts(
      Duration connect, Duration firstByte, Duration betweenBytes) {
    return new TransportOptions(
        network,
        policy,
        eventLoops,
        maxConnections,
        idleTimeout,
        connect,
        firstByte,
        betweenBytes,
        maxHeaderSize,
        tls);
  }

  public TransportOptions withMaxHeaderSize(int bytes) {
    return new TransportOptions(
        network,
        policy,
        eventLoops,
        maxConnections,
        idleTimeout,
        connectTimeout,
        firstByteTimeout,
        betweenBytesTimeout,
        bytes,
        tls);
  }

  public TransportOptions withTls(Supplier<SSLContext> context) {
    return new TransportOptions(
        network,
        policy,
        eventLoops,
        maxConnections,
        idleTimeout,
        connectTimeout,
        firstByteTimeout,
        betweenBytesTimeout,
        maxHeaderSize,
        context);
  }
}
