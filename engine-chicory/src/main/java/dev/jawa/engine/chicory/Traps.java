package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.TrapException;
import com.dylibso.chicory.runtime.WasmException;
import com.dylibso.chicory.wasm.ChicoryException;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import dev.jawa.engine.WasmFrame;
import java.util.List;

/// Turns what Chicory throws while a guest runs into a [Trap]. Its classes say too little, so the
/// message decides.
final class Traps {

  /// Chicory's words and what they mean; the first that the message contains counts.
  private record Words(String text, Kind kind) {}

  private static final List<Words> WORDS =
      List.of(
          new Words("unreachable", Kind.UNREACHABLE),
          new Words("out of bounds memory", Kind.MEMORY_OUT_OF_BOUNDS),
          new Words("out of bounds table", Kind.TABLE_OUT_OF_BOUNDS),
          new Words("uninitialized element", Kind.UNINITIALIZED_ELEMENT),
          new Words("undefined element", Kind.UNDEFINED_ELEMENT),
          new Words("indirect call type mismatch", Kind.INDIRECT_CALL_TYPE),
          // Said by Chicory where a table of functions spans several generated classes.
          new Words("unknown function", Kind.INDIRECT_CALL_TYPE),
          new Words("divide by zero", Kind.DIVIDE_BY_ZERO),
          new Words("integer overflow", Kind.INTEGER_OVERFLOW),
          new Words("invalid conversion", Kind.INVALID_CONVERSION),
          new Words("call stack exhausted", Kind.STACK_OVERFLOW),
          new Words("out of bounds array", Kind.ARRAY_OUT_OF_BOUNDS),
          new Words("cast failure", Kind.CAST_FAILURE),
          new Words("unaligned atomic", Kind.UNALIGNED_ATOMIC),
          new Words("non-shared memory", Kind.EXPECTED_SHARED_MEMORY),
          new Words("null", Kind.NULL_REFERENCE));

  private Traps() {}

  /// What to throw at the guest's edge for `thrown`: a trap, or the host's own exception unchanged.
  static Throwable translate(Throwable thrown, GuestNames names) {
    return switch (thrown) {
      case Trap trap -> withFrames(trap, names);
      case StackOverflowError _ -> trap(Kind.STACK_OVERFLOW, thrown, names);
      case ChicoryInterruptedException _ -> trap(Kind.INTERRUPT, thrown, names);
      case WasmException _ -> trap(Kind.UNCAUGHT_EXCEPTION, thrown, names);
      case ChicoryException e -> fromMessage(e, names);
      case NegativeArraySizeException _ when isOfGuest(thrown) -> tooLarge(thrown, names);
      // The objects of the GC proposal are the JVM's: what could not be had is free again.
      case OutOfMemoryError _ -> tooLarge(thrown, names);
      default -> thrown;
    };
  }

  /// An array of the GC proposal has a Java array, whose length is signed.
  private static boolean isOfGuest(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    if (stack.length == 0) {
      return false;
    }
    String thrower = stack[0].getClassName();
    return thrower.startsWith(ChicoryEngine.CLASS_NAME_PREFIX)
        || thrower.startsWith(InterpreterMachine.class.getPackageName());
  }

  private static Trap tooLarge(Throwable thrown, GuestNames names) {
    return new Trap(Kind.MEMORY_LIMIT, "allocation size too large", frames(thrown, names), null);
  }

  private static Trap withFrames(Trap trap, GuestNames names) {
    if (!trap.frames().isEmpty()) {
      return trap;
    }
    List<WasmFrame> frames = names.frames(trap.getStackTrace());
    return frames.isEmpty() ? trap : trap.withFrames(frames);
  }

  private static Throwable fromMessage(ChicoryException thrown, GuestNames names) {
    if (thrown.getCause() instanceof ChicoryException cause) {
      return fromMessage(cause, names);
    }
    String message = String.valueOf(thrown.getMessage());
    for (Words words : WORDS) {
      if (message.contains(words.text())) {
        return trap(words.kind(), thrown, names);
      }
    }
    if (thrown instanceof TrapException) {
      return new Trap(Kind.UNREACHABLE, message, frames(thrown, names), null);
    }
    return new IllegalStateException("chicory failed: " + message, thrown);
  }

  private static Trap trap(Kind kind, Throwable thrown, GuestNames names) {
    return new Trap(kind, kind.message(), frames(thrown, names), null);
  }

  private static List<WasmFrame> frames(Throwable thrown, GuestNames names) {
    Throwable innermost = thrown.getCause() == null ? thrown : thrown.getCause();
    return names.frames(innermost.getStackTrace());
  }
}
