package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.record;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.HttpException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The variant `error-code`; an [HttpException] on the other side, whose codes have the order of
/// the cases.
final class ErrorCode {

  private static final ValType TEXT = option(Primitive.STRING);
  private static final ValType SIZE = option(Primitive.U32);
  private static final ValType DNS =
      record(field("rcode", TEXT), field("info-code", option(Primitive.U16)));
  private static final ValType TLS_ALERT =
      record(field("alert-id", option(Primitive.U8)), field("alert-message", TEXT));
  private static final ValType FIELD_SIZE =
      record(field("field-name", TEXT), field("field-size", SIZE));

  static final ValType TYPE =
      variant(
          unit("DNS-timeout"),
          of("DNS-error", DNS),
          unit("destination-not-found"),
          unit("destination-unavailable"),
          unit("destination-IP-prohibited"),
          unit("destination-IP-unroutable"),
          unit("connection-refused"),
          unit("connection-terminated"),
          unit("connection-timeout"),
          unit("connection-read-timeout"),
          unit("connection-write-timeout"),
          unit("connection-limit-reached"),
          unit("TLS-protocol-error"),
          unit("TLS-certificate-error"),
          of("TLS-alert-received", TLS_ALERT),
          unit("HTTP-request-denied"),
          unit("HTTP-request-length-required"),
          of("HTTP-request-body-size", option(Primitive.U64)),
          unit("HTTP-request-method-invalid"),
          unit("HTTP-request-URI-invalid"),
          unit("HTTP-request-URI-too-long"),
          of("HTTP-request-header-section-size", SIZE),
          of("HTTP-request-header-size", option(FIELD_SIZE)),
          of("HTTP-request-trailer-section-size", SIZE),
          of("HTTP-request-trailer-size", FIELD_SIZE),
          unit("HTTP-response-incomplete"),
          of("HTTP-response-header-section-size", SIZE),
          of("HTTP-response-header-size", FIELD_SIZE),
          of("HTTP-response-body-size", option(Primitive.U64)),
          of("HTTP-response-trailer-section-size", SIZE),
          of("HTTP-response-trailer-size", FIELD_SIZE),
          of("HTTP-response-transfer-coding", TEXT),
          of("HTTP-response-content-coding", TEXT),
          unit("HTTP-response-timeout"),
          unit("HTTP-upgrade-failed"),
          unit("HTTP-protocol-error"),
          unit("loop-detected"),
          unit("configuration-error"),
          of("internal-error", TEXT));

  private ErrorCode() {}

  static Variant lift(HttpException failure) {
    return new Variant(failure.code().ordinal(), payload(failure));
  }

  private static @Nullable Object payload(HttpException failure) {
    return switch (failure.code()) {
      case DNS_ERROR -> new Object[] {text(failure), Optional.empty()};
      case TLS_ALERT_RECEIVED -> new Object[] {Optional.empty(), text(failure)};
      case HTTP_REQUEST_BODY_SIZE, HTTP_RESPONSE_BODY_SIZE -> Optional.ofNullable(failure.size());
      case HTTP_REQUEST_HEADER_SECTION_SIZE,
          HTTP_REQUEST_TRAILER_SECTION_SIZE,
          HTTP_RESPONSE_HEADER_SECTION_SIZE,
          HTTP_RESPONSE_TRAILER_SECTION_SIZE ->
          sizeU32(failure);
      case HTTP_REQUEST_HEADER_SIZE -> Optional.of(fieldSize(failure));
      case HTTP_REQUEST_TRAILER_SIZE, HTTP_RESPONSE_HEADER_SIZE, HTTP_RESPONSE_TRAILER_SIZE ->
          fieldSize(failure);
      case HTTP_RESPONSE_TRANSFER_CODING, HTTP_RESPONSE_CONTENT_CODING, INTERNAL_ERROR ->
          text(failure);
      default -> null;
    };
  }

  private static Optional<Object> text(HttpException failure) {
    return Optional.ofNullable(failure.getMessage());
  }

  private static Optional<Object> sizeU32(HttpException failure) {
    return Optional.ofNullable(failure.size()).map(size -> Math.min(size, 0xFFFF_FFFFL));
  }

  private static Object[] fieldSize(HttpException failure) {
    return new Object[] {Optional.empty(), sizeU32(failure)};
  }

  static HttpException lower(Variant error) {
    HttpException.Code code = HttpException.Code.values()[error.caseIndex()];
    String detail = describe(error.payload());
    Long size =
        error.payload() instanceof Optional<?> o && o.orElse(null) instanceof Long n ? n : null;
    return new HttpException(code, detail.isEmpty() ? null : detail, size);
  }

  /// What the guest told with the code, for the log.
  private static String describe(@Nullable Object payload) {
    return switch (payload) {
      case null -> "";
      case Optional<?> option -> option.map(ErrorCode::describe).orElse("");
      case Object[] fields ->
          Arrays.stream(fields)
              .map(ErrorCode::describe)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(", "));
      default -> Objects.toString(payload);
    };
  }
}
