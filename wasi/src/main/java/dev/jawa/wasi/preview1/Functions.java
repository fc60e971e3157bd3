package dev.jawa.wasi.preview1;

import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The table of the functions of one version, by name.
final class Functions {

  /// What a function does; an exception becomes its error number.
  @FunctionalInterface
  interface Body {
    void run(Call call) throws IOException;
  }

  /// A function with its core type.
  record Function(CoreFuncType type, Body body) {}

  private final Map<String, Function> byName = new LinkedHashMap<>();

  /// Adds a function that answers an error number.
  ///
  /// @param params one letter each: `i` for i32, `l` for i64
  Functions add(String name, String params, Body body) {
    return put(name, params, List.of(CoreValType.I32), body);
  }

  /// Adds a function that answers nothing.
  Functions addWithoutResult(String name, String params, Body body) {
    return put(name, params, List.of(), body);
  }

  private Functions put(String name, String params, List<CoreValType> results, Body body) {
    List<CoreValType> types = new ArrayList<>();
    for (char letter : params.toCharArray()) {
      types.add(letter == 'l' ? CoreValType.I64 : CoreValType.I32);
    }
    byName.put(name, new Function(new CoreFuncType(types, results), body));
    return this;
  }

  @Nullable Function get(String name) {
    return byName.get(name);
  }
}
