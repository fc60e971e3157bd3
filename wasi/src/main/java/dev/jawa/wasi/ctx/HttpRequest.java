package dev.jawa.wasi.ctx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request, in either direction.
///
/// @param method as on the wire, as in `GET`
/// @param scheme `http`, `https` or another, or `null`
/// @param authority host and port, or `null`
/// @param pathWithQuery as on the wire, or `null`
public record HttpRequest(
    String method,
    @Nullable String scheme,
    @Nullable String authority,
    @Nullable String pathWithQuery,
    List<HttpHeader> headers,
    HttpBody body) {}
