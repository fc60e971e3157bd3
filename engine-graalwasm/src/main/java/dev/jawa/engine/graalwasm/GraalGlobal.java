package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreGlobal;
import dev.jawa.engine.CoreValType;
import org.graalvm.wasm.globals.WasmGlobal;

/// A global.
record GraalGlobal(GraalStore store, CoreValType type, boolean mutable, WasmGlobal global)
    implements CoreGlobal, GraalExtern {

  @Override
  public long get() {
    return switch (type) {
      case I32, F32 -> global.loadAsInt();
      case I64, F64 -> global.loadAsLong();
      case FUNCREF, EXTERNREF -> store.values().unbox(global.loadAsReference());
      case V128, OTHER_REF -> throw new IllegalStateException("no " + type + " leaves a guest");
    };
  }

  @Override
  public void set(long value) {
    if (!mutable) {
      throw new IllegalStateException("the global is not mutable");
    }
    switch (type) {
      case I32, F32 -> global.storeInt((int) value);
      case I64, F64 -> global.storeLong(value);
      case FUNCREF, EXTERNREF -> global.storeReference(store.values().box(type, value));
      case V128, OTHER_REF -> throw new IllegalStateException("no " + type + " enters a guest");
    }
  }
}
