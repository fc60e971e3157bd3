package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.options.CodegenKeys;
import dev.jawa.app.options.OptimizeKeys;
import dev.jawa.app.options.OptionValues;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.choice.AutoEngine;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which engine, and how: `--engine` and the option groups.
final class EngineChoice {

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "chicory, graalwasm, or auto; 'jawa engines' lists them")
  private @Nullable String engine;

  @Mixin private OptionGroups groups = new OptionGroups();

  private @Nullable OptionValues values;
  private @Nullable Path cacheFolder;

  /// What the option groups say.
  ///
  /// @throws UsageException if they are wrong
  OptionValues values(Consumer<String> warn) {
    OptionValues read = values;
    if (read == null) {
      read = groups.read(warn);
      values = read;
    }
    return read;
  }

  /// Makes the engine that the options or else the configuration choose. Where they leave it to
  /// Jawa it is the default one.
  Engine create(JawaConfiguration configuration, Consumer<String> warn) {
    return create(configuration, warn, new byte[0]);
  }

  /// Makes the engine that the options or else the configuration choose for a guest.
  Engine create(JawaConfiguration configuration, Consumer<String> warn, byte[] wasm) {
    OptionValues given = values(warn);
    String named = engine == null ? given.get(CodegenKeys.ENGINE) : engine;
    String id = named == null ? configuration.engine() : named;
    boolean interpretOnly = "0".equals(given.get(OptimizeKeys.OPT_LEVEL));
    Path folder = given.get(CodegenKeys.CACHE, true) ? folder(configuration, given) : null;
    Engine made =
        Engines.create(
            id.equals(AutoEngine.ID) ? AutoEngine.choose(wasm) : id,
            new EngineOptions(folder, interpretOnly));
    if (made.note() != null) {
      warn.accept(made.note());
    }
    return made;
  }

  private Path folder(JawaConfiguration configuration, OptionValues given) {
    if (cacheFolder != null) {
      return cacheFolder;
    }
    String named = given.get(CodegenKeys.CACHE_DIR);
    return named == null ? configuration.cacheFolder() : Path.of(named);
  }

  /// Has compiled code kept in this folder, whatever the options say.
  void cacheIn(Path folder) {
    this.cacheFolder = folder;
  }
}
