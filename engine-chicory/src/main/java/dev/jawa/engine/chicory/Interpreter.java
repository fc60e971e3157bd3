package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.wasm.types.Instruction;
import java.util.Deque;

/// Chicory's interpreter for one call. It keeps the operands of all calls on one stack, which goes
/// wrong when two calls into an instance do not end in the order they began; so each call from
/// outside gets an interpreter of its own.
final class Interpreter extends InterpreterMachine {

  private Interpreter(Instance instance) {
    super(instance);
  }

  static Machine forInstance(Instance instance) {
    return (function, args) -> new Interpreter(instance).call(function, args);
  }

  @Override
  protected void evalDefault(
      MStack stack,
      Instance instance,
      Deque<StackFrame> callStack,
      Instruction instruction,
      Operands operands) {
    InterpretedOps.execute(instruction, stack, instance);
  }
}
