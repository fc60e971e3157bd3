package dev.jawa.engine.graalwasm;

import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.wasm.SymbolTable;
import org.graalvm.wasm.WasmType;

/// GraalWasm's types as the SPI's.
final class Types {

  private Types() {}

  static CoreFuncType funcType(SymbolTable.FunctionType type) {
    return new CoreFuncType(valTypes(type.paramTypes()), valTypes(type.resultTypes()));
  }

  private static List<CoreValType> valTypes(byte[] codes) {
    List<CoreValType> types = new ArrayList<>(codes.length);
    for (byte code : codes) {
      types.add(
          switch (code) {
            case WasmType.I32_TYPE -> CoreValType.I32;
            case WasmType.I64_TYPE -> CoreValType.I64;
            case WasmType.F32_TYPE -> CoreValType.F32;
            case WasmType.F64_TYPE -> CoreValType.F64;
            case WasmType.V128_TYPE -> CoreValType.V128;
            case WasmType.FUNCREF_TYPE -> CoreValType.FUNCREF;
            case WasmType.EXTERNREF_TYPE -> CoreValType.EXTERNREF;
            default -> CoreValType.OTHER_REF;
          });
    }
    return types;
  }
}
