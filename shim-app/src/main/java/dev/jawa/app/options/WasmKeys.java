package dev.jawa.app.options;

import static dev.jawa.app.options.OptionType.DURATION;
import static dev.jawa.app.options.OptionType.FLAG;
import static dev.jawa.app.options.OptionType.NUMBER;

import java.time.Duration;
import java.util.List;

/// `-W`: what wasm code means, and how much it may take.
public final class WasmKeys {

  private static final String STORE = "engine-spi's StoreLimits";
  private static final String ENGINE_HAS_IT =
      "the engine has it; modules that use what it lacks are refused when they are loaded";
  private static final String GATES = "the validator's gates";
  private static final String NOT_YET = "is not supported yet";

  private static final KeyList KEYS = new KeyList(OptionGroup.WASM);

  public static final OptionKey<Duration> TIMEOUT =
      KEYS.honoured(
          "timeout", DURATION, "run, serve", "Longest time of a run, or of a request in serve.");
  public static final OptionKey<Long> MAX_MEMORY_SIZE =
      KEYS.honoured("max-memory-size", NUMBER, STORE, "Most bytes of a memory.");
  public static final OptionKey<Long> MAX_TABLE_ELEMENTS =
      KEYS.honoured("max-table-elements", NUMBER, STORE, "Most elements of a table.");
  public static final OptionKey<Long> MAX_INSTANCES =
      KEYS.honoured("max-instances", NUMBER, STORE, "Most core instances of a store.");
  public static final OptionKey<Long> MAX_TABLES =
      KEYS.honoured("max-tables", NUMBER, STORE, "Most tables of a store.");
  public static final OptionKey<Long> MAX_MEMORIES =
      KEYS.honoured("max-memories", NUMBER, STORE, "Most memories of a store.");
  public static final OptionKey<Long> MAX_WASM_STACK =
      KEYS.honoured(
          "max-wasm-stack", NUMBER, "run, serve", "Most bytes of the JVM's stack for a guest.");
  public static final OptionKey<Boolean> TRAP_ON_GROW_FAILURE =
      KEYS.honoured(
          "trap-on-grow-failure", FLAG, STORE, "Trap when a memory or table cannot grow.");

  public static final OptionKey<Long> FUEL =
      KEYS.refused("fuel", NUMBER, NOT_YET, "Trap after about so many instructions.");
  public static final OptionKey<Boolean> NAN_CANONICALIZATION =
      KEYS.refused("nan-canonicalization", FLAG, NOT_YET, "Make all NaN values the same.");
  public static final OptionKey<Boolean> UNKNOWN_EXPORTS_ALLOW =
      KEYS.alwaysOn(
          "unknown-exports-allow", "unknown exports never hurt", "Allow exports nobody knows.");
  public static final OptionKey<Boolean> UNKNOWN_IMPORTS_TRAP =
      KEYS.honoured("unknown-imports-trap", FLAG, "run", "A module's missing functions trap.");
  public static final OptionKey<Boolean> UNKNOWN_IMPORTS_DEFAULT =
      KEYS.honoured(
          "unknown-imports-default", FLAG, "run", "A module's missing functions give zeros.");

  // The component model's gates.
  public static final OptionKey<Boolean> COMPONENT_MODEL =
      KEYS.alwaysOn("component-model", ENGINE_HAS_IT, "Components.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_ASYNC =
      KEYS.honoured("component-model-async", FLAG, GATES, "Asynchronous lifting and lowering.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_MORE_ASYNC_BUILTINS =
      KEYS.honoured("component-model-more-async-builtins", FLAG, GATES, "More built-ins.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_ASYNC_STACKFUL =
      KEYS.honoured("component-model-async-stackful", FLAG, GATES, "Asynchronous stacks.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_THREADING =
      KEYS.honoured("component-model-threading", FLAG, GATES, "Threads of components.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_ERROR_CONTEXT =
      KEYS.honoured("component-model-error-context", FLAG, GATES, "Type error-context.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_MAP =
      KEYS.honoured("component-model-map", FLAG, GATES, "Type map.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_FIXED_LENGTH_LISTS =
      KEYS.honoured("component-model-fixed-length-lists", FLAG, GATES, "Lists of one length.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_IMPLEMENTS =
      KEYS.honoured("component-model-implements", FLAG, GATES, "Names with implements.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_MEMORY64 =
      KEYS.honoured("component-model-memory64", FLAG, GATES, "Memories of 64 bit.");
  public static final OptionKey<Boolean> COMPONENT_MODEL_GC =
      KEYS.honoured("component-model-gc", FLAG, GATES, "The canonical ABI with GC types.");

  static {
    KEYS.allAlwaysOn(
            ENGINE_HAS_IT, "all-proposals", "bulk-memory", "multi-value", "reference-types")
        .allAlwaysOn(ENGINE_HAS_IT, "simd", "relaxed-simd", "tail-call", "multi-memory", "memory64")
        .allAlwaysOn(ENGINE_HAS_IT, "extended-const", "function-references", "gc", "exceptions")
        .allAlwaysOn(ENGINE_HAS_IT, "threads", "wide-arithmetic")
        .allRefused(FLAG, "is not supported yet", "custom-page-sizes", "stack-switching")
        .allRefused(FLAG, "is not supported yet", "shared-everything-threads", "wmemcheck")
        .allIgnored(FLAG, "a guest can always be interrupted here", "epoch-interruption")
        .allIgnored(FLAG, "the JVM has no stacks to zero", "async-stack-zeroing")
        .allIgnored(NUMBER, "virtual threads grow their stacks as needed", "async-stack-size")
        .allIgnored(FLAG, "hints do not change results", "branch-hinting")
        .allIgnored(FLAG, "the JVM's own is used", "gc-support", "concurrency-support")
        .allIgnored(FLAG, "results do not depend on the host", "relaxed-simd-deterministic")
        .allIgnored(
            FLAG, "shared memories are allowed where the engine has threads", "shared-memory");
  }

  static final List<OptionKey<?>> ALL = KEYS.all();

  private WasmKeys() {}
}
