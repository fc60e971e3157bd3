package dev.jawa.http;

import dev.jawa.wasi.ctx.NetworkPlace;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/// How a [ReactorHttpTransport] sends.
///
/// @param network where sockets are opened and names are looked up
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
