/// `wasi:http`: [HttpTypes] is the contents, with one class for each resource, and
/// [OutgoingHandler]; [ProxyGuest] calls the handler that a guest exports. Messages are
/// `ctx.HttpRequest` and `ctx.HttpResponse` on the other side. The bytes of an outgoing body are
/// copied once, out of the guest's memory, and then handed on through a `ctx.BytePipe`.
@NullMarked
package dev.jawa.wasi.p2.http;

import org.jspecify.annotations.NullMarked;
