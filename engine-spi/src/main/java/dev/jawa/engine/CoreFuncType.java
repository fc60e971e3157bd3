package dev.jawa.engine;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A core function type.
public record CoreFuncType(List<CoreValType> params, List<CoreValType> results) {
  public CoreFuncType {
    params = List.copyOf(params);
    results = List.copyOf(results);
  }

  /// As the specification writes it: `[i32 i64] -> []`.
  @Override
  public String toString() {
    return text(params) + " -> " + text(results);
  }

  private static String text(List<CoreValType> types) {
    return types.stream()
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" ", "[", "]"));
  }
}
