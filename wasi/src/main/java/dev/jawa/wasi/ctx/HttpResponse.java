package dev.jawa.wasi.ctx;

import java.util.List;

/// A response, in either direction.
public record HttpResponse(int status, List<HttpHeader> headers, HttpBody body) {}
