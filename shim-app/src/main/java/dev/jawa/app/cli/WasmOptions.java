package dev.jawa.app.cli;

import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasmKeys;
import dev.jawa.engine.StoreLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What `-W` means for an engine.
record WasmOptions(OptionValues values) {

  @Nullable Duration timeout() {
    return values.get(WasmKeys.TIMEOUT);
  }

  StoreLimits limits() {
    StoreLimits defaults = StoreLimits.DEFAULT;
    return new StoreLimits(
        values.get(WasmKeys.MAX_MEMORY_SIZE, defaults.maxMemoryBytes()),
        values.get(WasmKeys.MAX_TABLE_ELEMENTS, defaults.maxTableElements()),
        Math.clamp(
            values.get(WasmKeys.MAX_INSTANCES, (long) defaults.maxInstances()),
            0,
            Integer.MAX_VALUE),
        values.get(WasmKeys.TRAP_ON_GROW_FAILURE, defaults.trapOnGrowFailure()));
  }
}
