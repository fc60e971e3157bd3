package dev.jawa.wasi.ctx;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An HTTP exchange failed.
public final class HttpException extends IOException {

  /// The failures that `wasi:http` tells apart, in the order of its `error-code` variant (0.2).
  public enum Code {
    DNS_TIMEOUT,
    DNS_ERROR,
    DESTINATION_NOT_FOUND,
    DESTINATION_UNAVAILABLE,
    DESTINATION_IP_PROHIBITED,
    DESTINATION_IP_UNROUTABLE,
    CONNECTION_REFUSED,
    CONNECTION_TERMINATED,
    CONNECTION_TIMEOUT,
    CONNECTION_READ_TIMEOUT,
    CONNECTION_WRITE_TIMEOUT,
    CONNECTION_LIMIT_REACHED,
    TLS_PROTOCOL_ERROR,
    TLS_CERTIFICATE_ERROR,
    TLS_ALERT_RECEIVED,
    HTTP_REQUEST_DENIED,
    HTTP_REQUEST_LENGTH_REQUIRED,
    HTTP_REQUEST_BODY_SIZE,
    HTTP_REQUEST_METHOD_INVALID,
    HTTP_REQUEST_URI_INVALID,
    HTTP_REQUEST_URI_TOO_LONG,
    HTTP_REQUEST_HEADER_SECTION_SIZE,
    HTTP_REQUEST_HEADER_SIZE,
    HTTP_REQUEST_TRAILER_SECTION_SIZE,
    HTTP_REQUEST_TRAILER_SIZE,
    HTTP_RESPONSE_INCOMPLETE,
    HTTP_RESPONSE_HEADER_SECTION_SIZE,
    HTTP_RESPONSE_HEADER_SIZE,
    HTTP_RESPONSE_BODY_SIZE,
    HTTP_RESPONSE_TRAILER_SECTION_SIZE,
    HTTP_RESPONSE_TRAILER_SIZE,
    HTTP_RESPONSE_TRANSFER_CODING,
    HTTP_RESPONSE_CONTENT_CODING,
    HTTP_RESPONSE_TIMEOUT,
    HTTP_UPGRADE_FAILED,
    HTTP_PROTOCOL_ERROR,
    LOOP_DETECTED,
    CONFIGURATION_ERROR,
    INTERNAL_ERROR
  }

  private final Code code;
  private final @Nullable Long size;

  public HttpException(Code code, @Nullable String message) {
    this(code, message, null);
  }

  /// @param size the size in bytes that was wrong, where the code is about one
  public HttpException(Code code, @Nullable String message, @Nullable Long size) {
    super(message == null ? code.name() : message);
    this.code = code;
    this.size = size;
  }

  /// The failure behind any exception: itself if it is one, or wrapped as one; else an internal
  /// error with its message.
  public static HttpException of(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof HttpException found) {
        return found;
      }
    }
    HttpException internal = new HttpException(Code.INTERNAL_ERROR, failure.getMessage());
    internal.initCause(failure);
    return internal;
  }

  public Code code() {
    return code;
  }

  /// The size in bytes that was wrong, or `null` if there is none to tell.
  public @Nullable Long size() {
    return size;
  }
}
