package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.ExternType;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import org.graalvm.wasm.WasmFunctionInstance;
import org.graalvm.wasm.WasmTable;
import org.graalvm.wasm.WasmType;
import org.jspecify.annotations.Nullable;

/// A table, with the type that its module gave it.
record GraalTable(GraalStore store, ExternType.Table type, WasmTable table)
    implements CoreTable, GraalExtern {

  /// What GraalWasm takes for "no maximum"; compared as unsigned.
  private static final int NO_MAX = -1;

  /// The table of a new instance.
  static GraalTable create(GraalStore store, ExternType.Table type, StoreLimits limits) {
    if (type.min() > limits.maxTableElements()) {
      throw new Trap(
          Trap.Kind.TABLE_LIMIT,
          "the table starts with %d elements, the limit is %d"
              .formatted(type.min(), limits.maxTableElements()));
    }
    long declared = type.max() < 0 ? Integer.toUnsignedLong(NO_MAX) : type.max();
    long allowed =
        Math.min(Math.min(declared, limits.maxTableElements()), Integer.toUnsignedLong(MAX_SIZE));
    byte element =
        type.element() == CoreValType.FUNCREF ? WasmType.FUNCREF_TYPE : WasmType.EXTERNREF_TYPE;
    WasmTable table = new WasmTable((int) type.min(), (int) declared, (int) allowed, element);
    return new GraalTable(store, type, table);
  }

  /// What GraalWasm lets a table grow to.
  private static final int MAX_SIZE = org.graalvm.wasm.constants.Sizes.MAX_TABLE_INSTANCE_SIZE;

  @Override
  public long size() {
    return table.size();
  }

  @Override
  public @Nullable CoreFunc func(long index) {
    if (type.element() != CoreValType.FUNCREF) {
      throw new IllegalArgumentException("the table holds no functions");
    }
    if (index < 0 || index >= table.size()) {
      throw new Trap(Trap.Kind.TABLE_OUT_OF_BOUNDS);
    }
    return table.get((int) index) instanceof WasmFunctionInstance function
        ? store.func(function)
        : null;
  }
}
