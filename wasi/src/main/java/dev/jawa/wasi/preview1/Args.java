package dev.jawa.wasi.preview1;

import java.util.List;

/// `args_*`: the command line.
final class Args {

  private Args() {}

  static void bind(Functions functions) {
    functions
        .add("args_get", "ii", call -> StringTable.put(call, arguments(call)))
        .add("args_sizes_get", "ii", call -> StringTable.putSizes(call, arguments(call)));
  }

  private static List<String> arguments(Call call) {
    return call.context().args();
  }
}
