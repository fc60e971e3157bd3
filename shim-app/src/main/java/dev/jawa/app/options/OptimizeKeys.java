package dev.jawa.app.options;

import static dev.jawa.app.options.OptionType.AUTOMATIC;
import static dev.jawa.app.options.OptionType.FLAG;
import static dev.jawa.app.options.OptionType.NUMBER;
import static dev.jawa.app.options.OptionType.choice;

import java.util.List;

/// `-O`: what makes guests fast.
public final class OptimizeKeys {

  private static final String HEAP = "memories are arrays on the JVM's heap";
  private static final String JVM = "the JVM collects";
  private static final String SLOTS = "the pool is bounded by megabytes and instances";

  private static final KeyList KEYS = new KeyList(OptionGroup.OPTIMIZE);

  public static final OptionKey<String> OPT_LEVEL =
      KEYS.honoured(
          "opt-level",
          choice("optimization level", "0", "1", "2", "s"),
          "engine choice",
          "0 interprets, anything else compiles (2).");

  static {
    KEYS.allIgnored(FLAG, SLOTS, "pooling-allocator")
        .allIgnored(FLAG, HEAP, "memory-init-cow")
        .allIgnored(NUMBER, SLOTS, "pooling-total-core-instances")
        .allIgnored(NUMBER, SLOTS, "pooling-total-component-instances", "pooling-max-memory-size")
        .allIgnored(NUMBER, SLOTS, "pooling-max-unused-warm-slots", "pooling-total-memories")
        .allIgnored(NUMBER, SLOTS, "pooling-total-tables", "pooling-table-elements")
        .allIgnored(NUMBER, SLOTS, "pooling-total-stacks", "pooling-max-core-instance-size")
        .allIgnored(NUMBER, SLOTS, "pooling-max-component-instance-size")
        .allIgnored(NUMBER, SLOTS, "pooling-max-core-instances-per-component")
        .allIgnored(NUMBER, SLOTS, "pooling-max-memories-per-component")
        .allIgnored(NUMBER, SLOTS, "pooling-max-tables-per-component")
        .allIgnored(NUMBER, SLOTS, "pooling-max-tables-per-module")
        .allIgnored(NUMBER, SLOTS, "pooling-max-memories-per-module", "pooling-total-gc-heaps")
        .allIgnored(NUMBER, HEAP, "pooling-decommit-batch-size", "pooling-memory-keep-resident")
        .allIgnored(
            NUMBER, HEAP, "pooling-table-keep-resident", "pooling-async-stack-keep-resident")
        .allIgnored(AUTOMATIC, HEAP, "pooling-memory-protection-keys", "pooling-pagemap-scan")
        .allIgnored(NUMBER, HEAP, "pooling-max-memory-protection-keys", "memory-reservation")
        .allIgnored(NUMBER, HEAP, "memory-reservation-for-growth", "memory-guard-size")
        .allIgnored(NUMBER, HEAP, "memory-guaranteed-dense-image-size")
        .allIgnored(FLAG, HEAP, "memory-may-move", "guard-before-linear-memory", "table-lazy-init")
        .allIgnored(FLAG, JVM, "gc-heap-may-move")
        .allIgnored(NUMBER, JVM, "gc-heap-reservation", "gc-heap-reservation-for-growth")
        .allIgnored(NUMBER, JVM, "gc-heap-guard-size", "gc-heap-initial-size")
        .allIgnored(NUMBER, JVM, "gc-zeal-alloc-counter")
        .allIgnored(FLAG, "the JVM's own traps are used", "signals-based-traps")
        .allIgnored(
            choice("regalloc algorithm", "backtracking", "single-pass"),
            "the JVM compiles",
            "regalloc-algorithm")
        .allIgnored(NUMBER, HEAP, "dynamic-memory-guard-size", "static-memory-guard-size")
        .allIgnored(
            NUMBER, HEAP, "static-memory-maximum-size", "dynamic-memory-reserved-for-growth")
        .allIgnored(FLAG, HEAP, "static-memory-forced");
  }

  static final List<OptionKey<?>> ALL = KEYS.all();

  private OptimizeKeys() {}
}
