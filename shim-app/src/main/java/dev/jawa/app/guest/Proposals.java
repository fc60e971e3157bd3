package dev.jawa.app.guest;

import dev.jawa.component.validate.NamedExtern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The interfaces beyond WASI that a component imports and that a start has to allow.
///
/// @param config an import of `wasi:config`, or `null`
/// @param keyValue an import of `wasi:keyvalue`, or `null`
record Proposals(@Nullable String config, @Nullable String keyValue) {

  static Proposals of(List<NamedExtern> imports) {
    return new Proposals(first(imports, "wasi:config/"), first(imports, "wasi:keyvalue/"));
  }

  private static @Nullable String first(List<NamedExtern> imports, String prefix) {
    return imports.stream()
        .map(NamedExtern::name)
        .filter(name -> name.startsWith(prefix))
        .findFirst()
        .orElse(null);
  }

  /// @throws GuestException naming the first one that is not allowed
  void require(String guest, ComponentServices services) {
    require(guest, config, services.config(), "config");
    require(guest, keyValue, services.keyValue(), "keyvalue");
  }

  private static void require(
      String guest, @Nullable String imported, @Nullable Object allowed, String option) {
    if (imported != null && allowed == null) {
      throw new GuestException(
          "%s imports %s, which has to be allowed: -S %s, or the annotation jawa.dev/%s=y"
              .formatted(guest, imported, option, option));
    }
  }
}
