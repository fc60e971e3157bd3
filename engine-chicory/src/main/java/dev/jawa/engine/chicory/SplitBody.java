package dev.jawa.engine.chicory;

import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.util.ArrayList;
import java.util.List;

/// The locals of a function that is cut, to which new ones may be added.
final class SplitBody {

  private final SplitModule module;
  private final FunctionType type;
  private final List<ValType> locals;

  /// @param declared the types of its locals, without its parameters
  SplitBody(SplitModule module, FunctionType type, List<ValType> declared) {
    this.module = module;
    this.type = type;
    this.locals = new ArrayList<>(type.params());
    this.locals.addAll(declared);
  }

  int local(ValType of) {
    locals.add(of);
    return locals.size() - 1;
  }

  int locals() {
    return locals.size();
  }

  ValType typeOf(int local) {
    return locals.get(local);
  }

  int results() {
    return type.returns().size();
  }

  boolean hasResult() {
    return !type.returns().isEmpty();
  }

  ValType result() {
    return type.returns().getFirst();
  }

  /// Adds a function to the module and returns its index.
  int add(SplitModule.Signature signature, byte[] code) {
    return module.add(signature, code);
  }

  /// The types of all locals that are no parameters, as the binary format has them.
  WasmSink declarations() {
    List<ValType> declared = locals.subList(type.params().size(), locals.size());
    WasmSink out = new WasmSink().u32(declared.size());
    declared.forEach(local -> out.u32(1).u8(local.opcode()));
    return out;
  }
}
