package dev.jawa.wasi.preview1;

import java.util.List;

/// `environ_*`: the environment.
final class Environ {

  private Environ() {}

  static void bind(Functions functions) {
    functions
        .add("environ_get", "ii", call -> StringTable.put(call, variables(call)))
        .add("environ_sizes_get", "ii", call -> StringTable.putSizes(call, variables(call)));
  }

  private static List<String> variables(Call call) {
    return call.context().environment().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .toList();
  }
}
