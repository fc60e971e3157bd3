package dev.jawa.wasi.ctx;

import java.nio.charset.StandardCharsets;

/// A header or trailer field. The name is as received, comparisons ignore ASCII case.
///
/// @param value the bytes of the value; not to be changed
@SuppressWarnings(
    "ArrayRecordComponent") // field values are bytes by the HTTP and WIT definitions; never
// compared
public record HttpHeader(String name, byte[] value) {

  public static HttpHeader of(String name, String value) {
    return new HttpHeader(name, value.getBytes(StandardCharsets.ISO_8859_1));
  }
}
