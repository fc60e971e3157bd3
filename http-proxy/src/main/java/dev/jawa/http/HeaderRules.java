package dev.jawa.http;

import dev.jawa.wasi.ctx.HttpHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Fields that the server sets on each request before the guest sees it: those of the client by
/// these names are taken out, then these are added.
///
/// @param fields in their order; several of one name are all added
public record HeaderRules(List<HttpHeader> fields) {

  public static final HeaderRules NONE = new HeaderRules(List.of());

  public HeaderRules {
    fields = List.copyOf(fields);
  }

  /// These and one more.
  HeaderRules with(String name, String value) {
    List<HttpHeader> more = new ArrayList<>(fields);
    more.add(new HttpHeader(name, value.getBytes(StandardCharsets.ISO_8859_1)));
    return new HeaderRules(more);
  }

  List<HttpHeader> apply(List<HttpHeader> given) {
    if (fields.isEmpty()) {
      return given;
    }
    List<HttpHeader> result = new ArrayList<>(given.size() + fields.size());
    for (HttpHeader header : given) {
      if (fields.stream().noneMatch(rule -> rule.name().equalsIgnoreCase(header.name()))) {
        result.add(header);
      }
    }
    result.addAll(fields);
    return result;
  }
}
