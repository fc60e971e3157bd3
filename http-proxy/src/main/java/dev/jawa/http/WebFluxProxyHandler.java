package dev.jawa.http;

import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/// A [ProxyHandler] as WebFlux has it, to run components inside an application that serves with
/// Reactor Netty. It works on the native request and response: Spring's own know neither trailers
/// nor a body that breaks off. So headers that a filter put on Spring's response are not sent.
/// Needs spring-web.
public final class WebFluxProxyHandler implements HttpHandler {

  private final ProxyHandler proxy;

  public WebFluxProxyHandler(ProxyHandler proxy) {
    this.proxy = proxy;
  }

  /// @throws IllegalArgumentException if the server is not Reactor Netty
  @Override
  public Mono<Void> handle(ServerHttpRequest request, ServerHttpResponse response) {
    Object nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
    Object nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
    if (nativeRequest instanceof HttpServerRequest nettyRequest
        && nativeResponse instanceof HttpServerResponse nettyResponse) {
      return Mono.from(proxy.apply(nettyRequest, nettyResponse));
    }
    throw new IllegalArgumentException(
        "components are served on Reactor Netty only, not on "
            + nativeRequest.getClass().getName());
  }
}
