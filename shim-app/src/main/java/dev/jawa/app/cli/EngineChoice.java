package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which engine, and how: `--engine`, `-C`, `-O`.
final class EngineChoice {

  private static final OptionGroup<EngineChoice> CODEGEN =
      new OptionGroup<EngineChoice>("codegen", "-C", "codegen")
          .text("engine", "The engine, as --engine.", (o, v) -> o.engine = v)
          .flag("cache", "Keep compiled code between processes (default y).", (o, v) -> o.cache = v)
          .text("cache-dir", "Where compiled code is kept.", (o, v) -> o.cacheFolder = Path.of(v))
          .lacking("cache-config")
          .ignored("compiler", "collector", "parallel-compilation", "native-unwind-info")
          .ignored("inlining", "cranelift-debug-verifier", "pcc");

  private static final OptionGroup<EngineChoice> OPTIMIZE =
      new OptionGroup<EngineChoice>("optimization", "-O", "optimize")
          .text(
              "opt-level",
              "0 interprets, anything else compiles.",
              (o, v) -> o.interpretOnly = v.equals("0"))
          .ignored("pooling-allocator", "pooling-total-core-instances", "memory-init-cow")
          .ignored("pooling-total-component-instances", "pooling-total-memories")
          .ignored("pooling-total-tables", "pooling-max-memory-size", "pooling-table-elements")
          .ignored("pooling-max-unused-warm-slots", "table-lazy-init", "memory-reservation")
          .ignored("memory-reservation-for-growth", "memory-guard-size", "memory-may-move")
          .ignored("guard-before-linear-memory", "signals-based-traps", "regalloc-algorithm");

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "chicory or graalwasm; 'jawa engines' lists them")
  private @Nullable String engine;

  @Option(
      names = {"-C", "--codegen"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "code generation, '-C help' lists the keys")
  private List<String> codegen = List.of();

  @Option(
      names = {"-O", "--optimize"},
      paramLabel = "KEY[=VAL[,..]]",
      description = "optimization, '-O help' lists the keys")
  private List<String> optimize = List.of();

  private boolean cache = true;
  private boolean interpretOnly;
  private @Nullable Path cacheFolder;

  /// Makes the engine that the options or else the configuration choose.
  Engine create(JawaConfiguration configuration, Consumer<String> warn) {
    CODEGEN.apply(codegen, this, warn);
    OPTIMIZE.apply(optimize, this, warn);
    Path folder = cacheFolder == null ? configuration.cacheFolder() : cacheFolder;
    String id = engine == null ? configuration.engine() : engine;
    return Engines.create(id, new EngineOptions(cache ? folder : null, interpretOnly));
  }

  /// Has compiled code kept in this folder, whatever the options say.
  void cacheIn(Path folder) {
    this.cacheFolder = folder;
  }
}
