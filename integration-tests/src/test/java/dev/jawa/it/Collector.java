package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// A collector of OpenTelemetry traces on loopback: `opentelemetry.proto.collector.trace.v1` by
/// HTTP, read by field number.
final class Collector implements AutoCloseable {

  /// A span that came.
  ///
  /// @param trace and the others: identities in hexadecimal digits, empty for none
  record Received(
      String name, String trace, String id, String parent, Map<String, String> attributes) {}

  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Collector collector = new Collector(server);
    server.createContext("/v1/traces", collector::receive);
    server.start();
    return collector;
  }

  /// What `OTEL_EXPORTER_OTLP_ENDPOINT` is.
  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void receive(HttpExchange exchange) throws IOException {
    boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
    byte[] body =
        packed
            ? new GZIPInputStream(exchange.getRequestBody()).readAllBytes()
            : exchange.getRequestBody().readAllBytes();
    for (ByteString resource : field(UnknownFieldSet.parseFrom(body), 1)) {
      for (ByteString scope : field(UnknownFieldSet.parseFrom(resource), 2)) {
        for (ByteString span : field(UnknownFieldSet.parseFrom(scope), 2)) {
          spans.add(span(UnknownFieldSet.parseFrom(span)));
        }
      }
    }
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private static List<ByteString> field(UnknownFieldSet message, int number) {
    return message.getField(number).getLengthDelimitedList();
  }

  private static Received span(UnknownFieldSet span) throws IOException {
    Map<String, String> attributes = new HashMap<>();
    for (ByteString bytes : field(span, 9)) {
      UnknownFieldSet attribute = UnknownFieldSet.parseFrom(bytes);
      UnknownFieldSet value = UnknownFieldSet.parseFrom(field(attribute, 2).getFirst());
      attributes.put(
          Cri.text(attribute, 1),
          value.hasField(1) ? Cri.text(value, 1) : Long.toString(Cri.number(value, 3)));
    }
    return new Received(Cri.text(span, 5), hex(span, 1), hex(span, 2), hex(span, 4), attributes);
  }

  private static String hex(UnknownFieldSet message, int number) {
    List<ByteString> values = field(message, number);
    return values.isEmpty() ? "" : HexFormat.of().formatHex(values.getFirst().toByteArray());
  }

  /// Waits for a span of this name that is meant.
  Received await(String name, Predicate<Received> meant) throws InterruptedException {
    return awaitAny("a span " + name, span -> span.name().equals(name) && meant.test(span));
  }

  /// Waits for the span of which this one is a part.
  Received awaitParentOf(Received child) throws InterruptedException {
    return awaitAny(
        "the parent of " + child,
        span -> span.trace().equals(child.trace()) && span.id().equals(child.parent()));
  }

  private Received awaitAny(String what, Predicate<Received> meant) throws InterruptedException {
    eventually(what + " among " + spans, () -> find(meant).isPresent());
    return find(meant).orElseThrow();
  }

  private Optional<Received> find(Predicate<Received> meant) {
    return new ArrayList<>(spans).stream().filter(meant).findFirst();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
