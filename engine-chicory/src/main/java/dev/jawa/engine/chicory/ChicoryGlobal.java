package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.GlobalInstance;
import com.dylibso.chicory.wasm.types.MutabilityType;
import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreValType;

/// A global of an instance.
record ChicoryGlobal(ChicoryStore store, GlobalInstance global)
    implements ChicoryExtern, CoreGlobal {

  @Override
  public CoreValType type() {
    return ChicoryTypes.valType(global.getType());
  }

  @Override
  public boolean mutable() {
    return global.getMutabilityType() == MutabilityType.Var;
  }

  @Override
  public long get() {
    return global.getValue();
  }

  @Override
  public void set(long value) {
    if (!mutable()) {
      throw new IllegalStateException("the global is immutable");
    }
    global.setValue(value);
  }
}
