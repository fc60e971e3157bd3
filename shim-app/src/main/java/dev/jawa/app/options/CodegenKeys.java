package dev.jawa.app.options;

import static dev.jawa.app.options.OptionType.FLAG;
import static dev.jawa.app.options.OptionType.TEXT;
import static dev.jawa.app.options.OptionType.choice;

import java.util.List;

/// `-C`: how code is made, and where it is kept.
public final class CodegenKeys {

  private static final String JVM = "the JVM compiles";

  private static final KeyList KEYS = new KeyList(OptionGroup.CODEGEN);

  public static final OptionKey<String> ENGINE =
      KEYS.honoured("engine", TEXT, "engine choice", "The engine, as --engine.");
  public static final OptionKey<Boolean> CACHE =
      KEYS.honoured("cache", FLAG, "engine choice", "Keep compiled code between processes (y).");
  public static final OptionKey<String> CACHE_DIR =
      KEYS.honoured("cache-dir", TEXT, "engine choice", "Where compiled code is kept.");
  public static final OptionKey<String> CACHE_CONFIG =
      KEYS.refused("cache-config", TEXT, "is not supported yet", "A file that sets the cache.");

  static {
    KEYS.allIgnored(choice("compiler", "winch", "cranelift"), JVM, "compiler")
        .allIgnored(choice("collector", "drc", "null", "copying"), "the JVM collects", "collector")
        .allIgnored(FLAG, JVM, "cranelift-debug-verifier", "parallel-compilation")
        .allIgnored(FLAG, JVM, "native-unwind-info", "metadata-for-internal-asserts")
        .allIgnored(FLAG, JVM, "metadata-for-gc-heap-corruption", "pcc")
        .allIgnored(inlining(), JVM, "inlining")
        .allIgnored(anything(), JVM, "cranelift-*");
  }

  static final List<OptionKey<?>> ALL = KEYS.all();

  private CodegenKeys() {}

  private static OptionType<String> inlining() {
    OptionType<String> words =
        choice("inlining", "y", "n", "yes", "no", "gc", "inter-module", "intrinsics");
    return new OptionType<>(
        "[=y|n|gc|inter-module|intrinsics]",
        OptionType.Arity.LAST,
        text -> text == null ? "y" : words.reader().apply(text));
  }

  private static OptionType<String> anything() {
    return new OptionType<>("[=val]", OptionType.Arity.ALL, text -> text == null ? "" : text);
  }
}
