package dev.jawa.app.guest;

import dev.jawa.app.trace.Span;
import dev.jawa.app.trace.Traces;
import dev.jawa.app.trace.Tracing;
import dev.jawa.http.Exchange;
import dev.jawa.http.GuestHandler;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Traces the requests of a guest. Each is part of its client's trace where the client has one, and
/// the guest is told a `traceparent` that makes what it asks others part of the request.
record TracedRequests(Traces traces) {

  private static final String PARENT = "traceparent";
  private static final int SERVER_ERROR = 500;

  void handle(GuestHandler handler, HttpRequest request, Exchange exchange) throws IOException {
    if (!traces.tracing().isOn()) {
      handler.handle(request, exchange);
      return;
    }
    Tracing.Start start =
        new Tracing.Start(
            request.method(), Tracing.Kind.SERVER, parent(request), traces.origin(), null);
    try (Span span = traces.tracing().begin(start)) {
      describe(span, request);
      handle(handler, inside(request, span), exchange, span);
    }
  }

  private static void handle(
      GuestHandler handler, HttpRequest request, Exchange exchange, Span span) throws IOException {
    try (Span instance = span.begin("instance")) {
      handler.handle(request, new Traced(exchange, span, instance));
    } catch (IOException | RuntimeException | Error e) {
      span.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private static String parent(HttpRequest request) {
    return request.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(PARENT))
        .map(header -> new String(header.value(), StandardCharsets.ISO_8859_1))
        .findFirst()
        .orElse("");
  }

  private static void describe(Span span, HttpRequest request) {
    span.tell("http.request.method", request.method());
    String path = path(request);
    if (path != null) {
      span.tell("url.path", path);
    }
    String authority = request.authority();
    if (authority != null) {
      span.tell("server.address", authority);
    }
  }

  /// The path without the query, which may have secrets in it.
  static @Nullable String path(HttpRequest request) {
    String target = request.pathWithQuery();
    if (target == null) {
      return null;
    }
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  private static HttpRequest inside(HttpRequest request, Span span) {
    List<HttpHeader> headers = new ArrayList<>(request.headers());
    headers.removeIf(header -> header.name().equalsIgnoreCase(PARENT));
    headers.add(HttpHeader.of(PARENT, span.traceparent()));
    return new HttpRequest(
        request.method(),
        request.scheme(),
        request.authority(),
        request.pathWithQuery(),
        headers,
        request.body());
  }

  private static final class Traced extends ForwardingExchange {

    private final Span span;
    private final Span instance;

    Traced(Exchange exchange, Span span, Span instance) {
      super(exchange);
      this.span = span;
      this.instance = instance;
    }

    @Override
    public void instanceReady() {
      instance.close();
      super.instanceReady();
    }

    @Override
    public void respond(HttpResponse response) {
      span.tell("http.response.status_code", response.status());
      if (response.status() >= SERVER_ERROR) {
        span.failed("status " + response.status());
      }
      super.respond(response);
    }

    @Override
    public void fail(HttpException error) {
      span.failed(String.valueOf(error.getMessage()));
      super.fail(error);
    }
  }
}
