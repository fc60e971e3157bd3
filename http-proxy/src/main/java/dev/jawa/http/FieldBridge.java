package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpHeader;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Header fields between Netty and the capabilities. Fields that belong to one connection, and
/// `host`, do not cross.
final class FieldBridge {

  /// [#contentLength] of fields without that header.
  static final long NO_LENGTH = -1;

  private FieldBridge() {}

  static List<HttpHeader> fromNetty(HttpHeaders headers) {
    List<HttpHeader> fields = new ArrayList<>(headers.size());
    Iterator<Map.Entry<CharSequence, CharSequence>> entries = headers.iteratorCharSequence();
    while (entries.hasNext()) {
      Map.Entry<CharSequence, CharSequence> entry = entries.next();
      CharSequence name = entry.getKey();
      if (crosses(name)) {
        fields.add(new HttpHeader(name.toString(), bytes(entry.getValue())));
      }
    }
    return fields;
  }

  /// @throws IllegalArgumentException if a field cannot stand in a message
  static void toNetty(List<HttpHeader> fields, HttpHeaders target) {
    for (HttpHeader field : fields) {
      if (crosses(field.name())) {
        target.add(field.name(), value(field));
      }
    }
  }

  /// Trailers that HTTP does not allow (RFC 9110, 6.5.1) stay behind: they are no reason to lose a
  /// body that is already out.
  static void toTrailers(List<HttpHeader> fields, HttpHeaders target) {
    for (HttpHeader field : fields) {
      if (crosses(field.name())) {
        addIfAllowed(field, target);
      }
    }
  }

  private static void addIfAllowed(HttpHeader field, HttpHeaders target) {
    try {
      target.add(field.name(), value(field));
    } catch (IllegalArgumentException notAllowed) {
      // Left out, as said.
    }
  }

  /// Without the blanks around it, which do not belong to it (RFC 9110, 5.5).
  private static AsciiString value(HttpHeader field) {
    byte[] bytes = field.value();
    int from = 0;
    int to = bytes.length;
    while (from < to && isBlank(bytes[from])) {
      from++;
    }
    while (from < to && isBlank(bytes[to - 1])) {
      to--;
    }
    return new AsciiString(bytes, from, to - from, false);
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t';
  }

  /// The announced length, or [#NO_LENGTH].
  ///
  /// @throws ProxyException if the header is not a number, or there are two that differ
  static long contentLength(List<HttpHeader> fields) throws ProxyException {
    long length = NO_LENGTH;
    for (HttpHeader field : fields) {
      if (field.name().equalsIgnoreCase("content-length")) {
        long value = parseLength(field.value());
        if (length != NO_LENGTH && length != value) {
          throw new ProxyException(
              "two content-length headers differ: " + length + " and " + value);
        }
        length = value;
      }
    }
    return length;
  }

  private static long parseLength(byte[] value) throws ProxyException {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    try {
      if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException tooLarge) {
      // Same answer as for what is no number.
    }
    throw new ProxyException("content-length is not a number: " + text);
  }

  private static byte[] bytes(CharSequence value) {
    return value instanceof AsciiString ascii
        ? ascii.toByteArray()
        : value.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The fields that wasi:http hosts keep from guests, as wasmtime has them. The length decides
  /// most cases.
  private static boolean crosses(CharSequence name) {
    return switch (name.length()) {
      case 4 -> !AsciiString.contentEqualsIgnoreCase(name, "host");
      case 7 -> !AsciiString.contentEqualsIgnoreCase(name, "upgrade");
      case 10 ->
          !AsciiString.contentEqualsIgnoreCase(name, "connection")
              && !AsciiString.contentEqualsIgnoreCase(name, "keep-alive");
      case 14 -> !AsciiString.contentEqualsIgnoreCase(name, "http2-settings");
      case 16 -> !AsciiString.contentEqualsIgnoreCase(name, "proxy-connection");
      case 17 -> !AsciiString.contentEqualsIgnoreCase(name, "transfer-encoding");
      case 18 -> !AsciiString.contentEqualsIgnoreCase(name, "proxy-authenticate");
      case 19 -> !AsciiString.contentEqualsIgnoreCase(name, "proxy-authorization");
      default -> true;
    };
  }
}
