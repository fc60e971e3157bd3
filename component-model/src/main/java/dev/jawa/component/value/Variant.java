package dev.jawa.component.value;

import org.jspecify.annotations.Nullable;

/// A value of a variant type.
///
/// @param caseIndex the index of the case in the type
/// @param payload the value of the case, `null` where the case has none
public record Variant(int caseIndex, @Nullable Object payload) {

  /// A case without a payload.
  public static Variant of(int caseIndex) {
    return new Variant(caseIndex, null);
  }
}
