package dev.jawa.app.options;

/// A group of `KEY[=VAL]` options, as in `-W timeout=1s,max-memory-size=10_000_000`.
public enum OptionGroup {
  OPTIMIZE('O'),
  CODEGEN('C'),
  DEBUG('D'),
  WASM('W'),
  WASI('S'),
  RECORD('R');

  private final char letter;

  OptionGroup(char letter) {
    this.letter = letter;
  }

  /// The option, as in `-W`.
  public String option() {
    return "-" + letter;
  }

  /// The long option without its dashes, and the table in a `--config` file: `wasm`.
  public String word() {
    return switch (this) {
      case OPTIMIZE -> "optimize";
      case CODEGEN -> "codegen";
      case DEBUG -> "debug";
      case WASM -> "wasm";
      case WASI -> "wasi";
      case RECORD -> "record";
    };
  }
}
