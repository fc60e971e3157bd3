package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.types.FunctionType;
import dev.jawa.engine.CoreFunc;

/// A function of a guest or of the host.
sealed interface ChicoryFunc extends ChicoryExtern, CoreFunc permits GuestFunc, HostFunc {

  FunctionType chicoryType();

  /// How an instance calls it.
  WasmFunctionHandle importedBy(ChicoryInstance importer);
}
