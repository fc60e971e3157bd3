/// Components behind HTTP. [HttpProxyServer] listens; [ProxyHandler] turns each request into an
/// [Exchange] and hands it to a [RequestHandler] on a thread of its own, which for a component is
/// [GuestHandler]: one fresh instance for each request. `ServerExchange` is the life of one
/// request, `InboundBody` and `OutboundBody` move the bytes between Netty and the capabilities of
/// `dev.jawa.wasi.ctx` with back-pressure, in both directions and for both roles; `ConnectionGate`
/// is what one connection needs in Netty's pipeline. [ReactorHttpTransport] sends the guest's own
/// requests.
///
/// Everything of Netty and Reactor stays in this package. ADR 0013 says why the server stands on
/// Reactor Netty itself and offers a WebFlux handler beside it.
@NullMarked
package dev.jawa.http;

import org.jspecify.annotations.NullMarked;
