package dev.jawa.wasi.p2.http;

import dev.jawa.component.host.HostResource;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.p2.http.FieldsException.Error;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The resource `fields`: headers or trailers in their order, with the names as written. What comes
/// from outside is immutable, has names in lower case, as under wasmtime, and is without the fields
/// that belong to the connection.
public final class Fields {

  public static final HostResource<Fields> RESOURCE =
      HostResource.of("fields", Fields.class, _ -> {});

  /// What a field costs beside its bytes, as HTTP/2 counts it (RFC 9113, 6.5.2).
  private static final int FIELD_OVERHEAD = 32;

  private static final String CONTENT_LENGTH = "content-length";

  /// The fields that are the host's business: the connection's, and where a request goes to.
  private static final Set<String> FORBIDDEN = forbidden();

  private final List<HttpHeader> entries;
  private final int limit;
  private boolean mutable;
  private long size;

  private Fields(List<HttpHeader> entries, int limit, boolean mutable) {
    this.entries = entries;
    this.limit = limit;
    this.mutable = mutable;
    this.size = entries.stream().mapToLong(Fields::cost).sum();
  }

  /// Empty and mutable.
  ///
  /// @param limit the size it may grow to, in bytes
  static Fields mutable(int limit) {
    return new Fields(new ArrayList<>(), limit, true);
  }

  /// What was received: immutable.
  static Fields received(List<HttpHeader> headers) {
    List<HttpHeader> shown =
        headers.stream()
            .filter(header -> !isForbidden(header.name()))
            .map(Fields::inLowerCase)
            .toList();
    return new Fields(shown, 0, false);
  }

  private static HttpHeader inLowerCase(HttpHeader header) {
    String name = header.name();
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(name) ? header : new HttpHeader(lower, header.value());
  }

  /// A mutable copy.
  Fields copy(int newLimit) {
    return new Fields(new ArrayList<>(entries), newLimit, true);
  }

  /// From now on the guest only reads; whoever took it over may share it.
  Fields freeze() {
    mutable = false;
    return this;
  }

  /// In their order; not to be changed.
  List<HttpHeader> entries() {
    return entries;
  }

  List<byte[]> get(String name) {
    return entries.stream()
        .filter(entry -> entry.name().equalsIgnoreCase(name))
        .map(HttpHeader::value)
        .toList();
  }

  boolean has(String name) {
    return entries.stream().anyMatch(entry -> entry.name().equalsIgnoreCase(name));
  }

  void set(String name, List<byte[]> values) throws FieldsException {
    requireAllowed(name);
    requireMutable();
    if (values.size() > 1) {
      requireRepeatable(name);
    }
    for (byte[] value : values) {
      requireValue(name, value);
    }
    remove(name);
    for (byte[] value : values) {
      add(new HttpHeader(name, value));
    }
  }

  void delete(String name) throws FieldsException {
    requireAllowed(name);
    requireMutable();
    remove(name);
  }

  void append(String name, byte[] value) throws FieldsException {
    requireAllowed(name);
    requireValue(name, value);
    if (has(name)) {
      requireRepeatable(name);
    }
    requireMutable();
    add(new HttpHeader(name, value));
  }

  /// The value of `content-length`, or -1.
  long contentLength() {
    List<byte[]> values = get(CONTENT_LENGTH);
    return values.isEmpty() ? -1 : Long.parseLong(ascii(values.getFirst()));
  }

  private void remove(String name) {
    entries.removeIf(entry -> {
      boolean same = entry.name().equalsIgnoreCase(name);
      if (same) {
        size -= cost(entry);
      }
      return same;
    });
  }

  private void add(HttpHeader entry) {
    size += cost(entry);
    if (size > limit) {
      throw new Trap(Trap.Kind.HOST, "fields: larger than the limit of " + limit + " bytes");
    }
    entries.add(entry);
  }

  private static void requireAllowed(String name) throws FieldsException {
    if (!HttpSyntax.isFieldName(name)) {
      throw new FieldsException(Error.INVALID_SYNTAX);
    }
    if (isForbidden(name)) {
      throw new FieldsException(Error.FORBIDDEN);
    }
  }

  private void requireMutable() throws FieldsException {
    if (!mutable) {
      throw new FieldsException(Error.IMMUTABLE);
    }
  }

  /// Two lengths could be understood by each on the way in its own manner.
  private static void requireRepeatable(String name) throws FieldsException {
    if (name.equalsIgnoreCase(CONTENT_LENGTH)) {
      throw new FieldsException(Error.INVALID_SYNTAX);
    }
  }

  private static void requireValue(String name, byte[] value) throws FieldsException {
    boolean valid =
        name.equalsIgnoreCase(CONTENT_LENGTH)
            ? HttpSyntax.isContentLength(ascii(value))
            : HttpSyntax.isFieldValue(value);
    if (!valid) {
      throw new FieldsException(Error.INVALID_SYNTAX);
    }
  }

  private static Set<String> forbidden() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(
        List.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "transfer-encoding",
            "upgrade",
            "host",
            "http2-settings"));
    return Collections.unmodifiableSet(names);
  }

  private static boolean isForbidden(String name) {
    return FORBIDDEN.contains(name);
  }

  private static long cost(HttpHeader entry) {
    return (long) entry.name().length() + entry.value().length + FIELD_OVERHEAD;
  }

  private static String ascii(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }
}
