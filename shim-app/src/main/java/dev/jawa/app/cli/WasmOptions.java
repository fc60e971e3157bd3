package dev.jawa.app.cli;

import dev.jawa.engine.StoreLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `-W`: semantics and limits.
final class WasmOptions {

  static final OptionGroup<WasmOptions> GROUP =
      new OptionGroup<WasmOptions>("wasm", "-W", "wasm")
          .duration(
              "timeout",
              "Maximum time of a run, or of each request in serve.",
              (o, v) -> o.timeout = v)
          .number("max-memory-size", "Maximum size of a memory in bytes.", (o, v) -> o.memory = v)
          .number("max-table-elements", "Maximum size of a table.", (o, v) -> o.tableElements = v)
          .number(
              "max-instances",
              "Maximum number of core instances.",
              (o, v) -> o.instances = (int) Math.min(v, Integer.MAX_VALUE))
          .flag(
              "trap-on-grow-failure",
              "Trap when a memory or table cannot grow.",
              (o, v) -> o.trapOnGrowFailure = v)
          .lacking("fuel", "max-tables", "max-memories", "wmemcheck")
          .lacking("unknown-imports-trap", "unknown-imports-default", "nan-canonicalization")
          .lacking("custom-page-sizes", "stack-switching", "shared-everything-threads")
          .lacking("component-model-gc", "component-model-memory64", "component-model-threading")
          .ignored("epoch-interruption", "max-wasm-stack", "async-stack-size")
          .ignored("async-stack-zeroing", "unknown-exports-allow", "relaxed-simd-deterministic")
          .ignored("shared-memory", "branch-hinting", "gc-support", "concurrency-support")
          .ignored("component-model-more-async-builtins", "component-model-async-stackful")
          .ignored("component-model-error-context", "component-model-map")
          .ignored("component-model-fixed-length-lists", "component-model-implements")
          .alwaysOn("all-proposals", "bulk-memory", "multi-value", "reference-types", "simd")
          .alwaysOn("relaxed-simd", "tail-call", "multi-memory", "memory64", "extended-const")
          .alwaysOn("function-references", "gc", "exceptions", "threads", "wide-arithmetic")
          .alwaysOn("component-model", "component-model-async");

  private @Nullable Duration timeout;
  private long memory = StoreLimits.DEFAULT.maxMemoryBytes();
  private long tableElements = StoreLimits.DEFAULT.maxTableElements();
  private int instances = StoreLimits.DEFAULT.maxInstances();
  private boolean trapOnGrowFailure = StoreLimits.DEFAULT.trapOnGrowFailure();

  @Nullable Duration timeout() {
    return timeout;
  }

  StoreLimits limits() {
    return new StoreLimits(memory, tableElements, instances, trapOnGrowFailure);
  }
}
