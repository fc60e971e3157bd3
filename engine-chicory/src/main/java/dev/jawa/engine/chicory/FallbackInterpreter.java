package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.MStack;
import com.dylibso.chicory.runtime.StackFrame;
import com.dylibso.chicory.runtime.internal.CompilerInterpreterMachine;
import com.dylibso.chicory.wasm.types.Instruction;
import java.util.Deque;

/// Interprets the functions that are too big for a Java method; generated code makes it, hence
/// public.
///
/// As with [Interpreter], each call gets an interpreter of its own.
public final class FallbackInterpreter extends CompilerInterpreterMachine {

  private final int[] interpreted;

  /// @param interpreted the indices of the interpreted functions
  public FallbackInterpreter(Instance instance, int[] interpreted) {
    super(instance, interpreted);
    this.interpreted = interpreted.clone();
  }

  @Override
  public long[] call(int function, long[] args) {
    return new FallbackInterpreter(instance(), interpreted).run(function, args);
  }

  private long[] run(int function, long[] args) {
    return super.call(function, args);
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
