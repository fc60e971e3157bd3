package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.of;
import static dev.jawa.wasi.p2.wit.WitTypes.unit;
import static dev.jawa.wasi.p2.wit.WitTypes.variant;

import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Variant;
import java.util.List;

/// The variant `scheme`; a text as in `https` on the other side.
final class Scheme {

  static final ValType TYPE = variant(unit("HTTP"), unit("HTTPS"), of("other", Primitive.STRING));

  private static final List<String> NAMES = List.of("http", "https");

  private Scheme() {}

  static Variant lift(String scheme) {
    int index = NAMES.indexOf(scheme);
    return index < 0 ? new Variant(NAMES.size(), scheme) : Variant.of(index);
  }

  /// The text, not checked.
  static String text(Variant scheme) {
    return scheme.payload() instanceof String other ? other : NAMES.get(scheme.caseIndex());
  }
}
