package dev.jawa.app.cli;

import dev.jawa.app.guest.UnknownImports;
import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasmKeys;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.StoreLimits;
import dev.jawa.wast.run.ScriptOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `-W` means for an engine.
record WasmOptions(OptionValues values) {

  @Nullable Duration timeout() {
    return values.get(WasmKeys.TIMEOUT);
  }

  /// How scripts are run.
  ///
  /// @param switches what the script itself turns on and off
  ScriptOptions scriptOptions(Map<String, Boolean> switches) {
    ScriptOptions standard = ScriptOptions.DEFAULT;
    return new ScriptOptions(
        FeatureGates.of(FeatureGates.of(standard.gates(), switches), values),
        limits(),
        standard.componentLimits(),
        values.get(WasmKeys.TIMEOUT, standard.timeout()));
  }

  UnknownImports unknownImports() {
    if (values.get(WasmKeys.UNKNOWN_IMPORTS_TRAP, false)) {
      return UnknownImports.TRAP;
    }
    return values.get(WasmKeys.UNKNOWN_IMPORTS_DEFAULT, false)
        ? UnknownImports.DEFAULT
        : UnknownImports.REFUSE;
  }

  /// The features that components may use.
  Gates gates() {
    return FeatureGates.of(Gates.released(), values);
  }

  StoreLimits limits() {
    StoreLimits defaults = StoreLimits.DEFAULT;
    return new StoreLimits(
        values.get(WasmKeys.MAX_MEMORY_SIZE, defaults.maxMemoryBytes()),
        values.get(WasmKeys.MAX_TABLE_ELEMENTS, defaults.maxTableElements()),
        count(WasmKeys.MAX_INSTANCES, defaults.maxInstances()),
        count(WasmKeys.MAX_TABLES, defaults.maxTables()),
        count(WasmKeys.MAX_MEMORIES, defaults.maxMemories()),
        values.get(WasmKeys.TRAP_ON_GROW_FAILURE, defaults.trapOnGrowFailure()));
  }

  /// How much stack a guest may use, or `null`.
  @Nullable Long stackBytes() {
    return values.get(WasmKeys.MAX_WASM_STACK);
  }

  private int count(OptionKey<Long> key, long otherwise) {
    return Math.clamp(values.get(key, otherwise), 0, Integer.MAX_VALUE);
  }
}
