package dev.jawa.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A request that is over, as the access log has it.
///
/// @param number counted from 0, see [Exchange#number()]
/// @param id the request's id, or `null` if it has none
/// @param at when its head was there
/// @param nanos how long it took from then on
/// @param client the address of the client, or `-`
/// @param target as the client sent it
/// @param protocol as in `HTTP/1.1`
/// @param status 499 if the client left before there was an answer
/// @param bytes of the answer's body
public record AccessEntry(
    long number,
    @Nullable String id,
    Instant at,
    long nanos,
    String client,
    String method,
    String target,
    String protocol,
    int status,
    long bytes,
    @Nullable String referer,
    @Nullable String userAgent) {}
