package dev.jawa.engine;

import org.jspecify.annotations.Nullable;

/// One guest function on the stack.
///
/// @param module the module's name as the name section gives it, or `null`
/// @param functionIndex the function's index in its module
/// @param functionName the function's name as the name section gives it, or `null`
public record WasmFrame(@Nullable String module, int functionIndex, @Nullable String functionName) {

  /// As wasmtime prints it: `module!function`, or `<unknown>!<wasm function N>`.
  @Override
  public String toString() {
    String function = functionName == null ? "<wasm function " + functionIndex + ">" : functionName;
    return (module == null ? "<unknown>" : module) + "!" + function;
  }
}
