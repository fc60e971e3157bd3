package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.GlobalImport;
import com.dylibso.chicory.wasm.types.ValType;
import com.dylibso.chicory.wasm.types.ValType.TypeIdxCode;

/// What a reference can refer to: none of one kind is ever one of another. Spec: core, "Heap
/// Types".
enum Hierarchy {
  FUNC,
  EXTERN,
  ANY,
  EXN;

  /// Of a reference type of a module.
  static Hierarchy of(ValType type, WasmModule module) {
    int heap = type.typeIdx();
    if (heap >= 0) {
      // Chicory has null there for structures and arrays.
      FunctionType[] types = module.typeSection().types();
      return heap < types.length && types[heap] == null ? ANY : FUNC;
    }
    if (heap == TypeIdxCode.FUNC.code() || heap == TypeIdxCode.NOFUNC.code()) {
      return FUNC;
    }
    if (heap == TypeIdxCode.EXTERN.code() || heap == TypeIdxCode.NOEXTERN.code()) {
      return EXTERN;
    }
    return heap == TypeIdxCode.EXN.code() ? EXN : ANY;
  }

  /// Of a global, as a module that has or imports it says.
  static Hierarchy ofGlobal(WasmModule module, int index) {
    int imported = module.importSection().count(ExternalType.GLOBAL);
    if (index >= imported) {
      return of(module.globalSection().getGlobal(index - imported).valueType(), module);
    }
    return module.importSection().stream()
        .filter(GlobalImport.class::isInstance)
        .skip(index)
        .findFirst()
        .map(global -> of(((GlobalImport) global).type(), module))
        .orElseThrow();
  }
}
