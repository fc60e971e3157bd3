package dev.jawa.wast.run;

import dev.jawa.engine.Trap;

/// The text of traps as scripts look for it: some say it in the words of the specification, some in
/// those of wasmtime, so a message holds both.
final class TrapWords {

  private TrapWords() {}

  static String of(Trap trap) {
    String message = String.valueOf(trap.getMessage());
    return switch (trap.kind()) {
      case UNREACHABLE -> "wasm trap: wasm `unreachable` instruction executed";
      case UNCAUGHT_EXCEPTION -> message + ": thrown Wasm exception";
      default -> "wasm trap: " + message;
    };
  }
}
