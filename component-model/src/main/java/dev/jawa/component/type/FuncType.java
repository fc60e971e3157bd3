package dev.jawa.component.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A component function type.
///
/// @param async whether it was declared `async`
/// @param result its result, or `null`
public record FuncType(boolean async, List<Param> params, @Nullable ValType result) {

  public FuncType {
    params = List.copyOf(params);
  }

  /// A parameter.
  public record Param(String label, ValType type) {}

  /// A parameter, to be imported statically by binding tables.
  public static Param param(String label, ValType type) {
    return new Param(label, type);
  }

  /// A function type without a result.
  public static FuncType func(Param... params) {
    return new FuncType(false, List.of(params), null);
  }

  /// The same type with a result.
  public FuncType returns(ValType type) {
    return new FuncType(async, params, type);
  }

  /// The same type, declared `async`.
  public FuncType asAsync() {
    return new FuncType(true, params, result);
  }
}
