package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Variant;
import java.util.List;

/// The variant `method`; a text as in `GET` on the other side.
final class Method {

  static final ValType TYPE =
      variant(
          unit("get"),
          unit("head"),
          unit("post"),
          unit("put"),
          unit("delete"),
          unit("connect"),
          unit("options"),
          unit("trace"),
          unit("patch"),
          of("other", Primitive.STRING));

  private static final List<String> NAMES =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private Method() {}

  static Variant lift(String method) {
    int index = NAMES.indexOf(method);
    return index < 0 ? new Variant(NAMES.size(), method) : Variant.of(index);
  }

  /// The text, not checked.
  static String text(Variant method) {
    return method.payload() instanceof String other ? other : NAMES.get(method.caseIndex());
  }
}
