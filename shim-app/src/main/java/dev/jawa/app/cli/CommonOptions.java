package dev.jawa.app.cli;

import dev.jawa.app.guest.TrapText;
import dev.jawa.app.options.DebugKeys;
import dev.jawa.app.options.OptionValues;
import dev.jawa.wasi.ctx.Preopen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What `run` and `serve` share. Read it after [#apply].
final class CommonOptions {

  @Mixin private EngineChoice engine = new EngineChoice();

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST[:ro]]",
      description = "give the guest a directory, under its own or another name, or read-only")
  private List<String> directories = new ArrayList<>();

  @Option(
      names = "--env",
      paramLabel = "NAME[=VAL]",
      description = "set an environment variable, or inherit it")
  private List<String> variables = new ArrayList<>();

  private List<DirectoryOption> given = List.of();
  private WasmOptions wasmOptions = new WasmOptions(OptionValues.NONE);
  private WasiOptions wasiOptions = new WasiOptions(OptionValues.NONE);

  /// Reads the option groups.
  ///
  /// @throws UsageException if one is wrong
  void apply(Consumer<String> warn) {
    OptionValues values = engine.values(warn);
    wasmOptions = new WasmOptions(values);
    wasiOptions = new WasiOptions(values);
    given = directories.stream().map(DirectoryOption::parse).toList();
  }

  EngineChoice engine() {
    return engine;
  }

  WasmOptions wasm() {
    return wasmOptions;
  }

  WasiOptions wasi() {
    return wasiOptions;
  }

  /// How traps are told.
  TrapText traps() {
    Long frames = wasmOptions.values().get(DebugKeys.MAX_BACKTRACE);
    return frames == null ? TrapText.DEFAULT : new TrapText(frames);
  }

  /// The directories in their order, opened.
  List<Preopen> preopens(Consumer<String> warn) {
    return given.stream().map(each -> each.open(wasiOptions.directories(), warn)).toList();
  }

  /// The guest's environment; `--env` wins over what is inherited, a variable inherited by name
  /// that is not set is left out.
  Map<String, String> environment(Map<String, String> own) {
    Map<String, String> result = new LinkedHashMap<>();
    if (wasiOptions.inheritEnv()) {
      result.putAll(own);
    }
    for (String variable : variables) {
      int equals = variable.indexOf('=');
      String name = equals < 0 ? variable : variable.substring(0, equals);
      @Nullable String value = equals < 0 ? own.get(variable) : variable.substring(equals + 1);
      if (value != null) {
        result.put(name, value);
      }
    }
    return result;
  }
}
