package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.TableInstance;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.Value;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.Trap;
import org.jspecify.annotations.Nullable;

/// A table of an instance.
record ChicoryTable(ChicoryStore store, TableInstance table) implements ChicoryExtern, CoreTable {

  @Override
  public long size() {
    return table.size();
  }

  @Override
  public @Nullable CoreFunc func(long index) {
    if (!table.elementType().equals(ValType.FuncRef)) {
      throw new IllegalArgumentException("the table holds no functions");
    }
    if (index < 0 || index >= table.size()) {
      throw new Trap(Trap.Kind.TABLE_OUT_OF_BOUNDS);
    }
    int function = table.ref((int) index);
    Instance owner = table.instance((int) index);
    if (function == Value.REF_NULL_VALUE || owner == null) {
      return null;
    }
    return new GuestFunc(
        store, owner.getMachine(), function, owner.type(owner.functionType(function)));
  }
}
