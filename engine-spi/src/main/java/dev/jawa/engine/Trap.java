package dev.jawa.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one exception for everything a guest can do wrong. The message uses the words of the
/// specification's test suites. A guest that trapped is not called again.
public final class Trap extends RuntimeException {

  /// What happened.
  public enum Kind {
    UNREACHABLE("unreachable"),
    MEMORY_OUT_OF_BOUNDS("out of bounds memory access"),
    TABLE_OUT_OF_BOUNDS("out of bounds table access"),
    UNDEFINED_ELEMENT("undefined element"),
    UNINITIALIZED_ELEMENT("uninitialized element"),
    INDIRECT_CALL_TYPE("indirect call type mismatch"),
    DIVIDE_BY_ZERO("integer divide by zero"),
    INTEGER_OVERFLOW("integer overflow"),
    INVALID_CONVERSION("invalid conversion to integer"),
    NULL_REFERENCE("null reference"),
    ARRAY_OUT_OF_BOUNDS("out of bounds array access"),
    CAST_FAILURE("cast failure"),
    UNALIGNED_ATOMIC("unaligned atomic"),
    EXPECTED_SHARED_MEMORY("expected shared memory"),
    UNCAUGHT_EXCEPTION("unhandled exception"),
    STACK_OVERFLOW("call stack exhausted"),
    INTERRUPT("interrupt"),
    MEMORY_LIMIT("forcing trap when growing memory"),
    TABLE_LIMIT("forcing trap when growing table"),
    /// A rule of the canonical ABI was broken; the message says which.
    CANONICAL_ABI("canonical ABI violation"),
    /// A host function refused to go on; the message says why.
    HOST("host trap");

    private final String message;

    Kind(String message) {
      this.message = message;
    }

    /// The words of the specification's test suites.
    public String message() {
      return message;
    }
  }

  private final Kind kind;
  private final List<WasmFrame> frames;

  public Trap(Kind kind) {
    this(kind, kind.message(), List.of(), null);
  }

  public Trap(Kind kind, String message) {
    this(kind, message, List.of(), null);
  }

  public Trap(Kind kind, String message, List<WasmFrame> frames, @Nullable Throwable cause) {
    super(message, cause, false, cause == null);
    this.kind = kind;
    this.frames = List.copyOf(frames);
  }

  public Kind kind() {
    return kind;
  }

  /// The guest's functions on the stack, innermost first; empty where the engine cannot tell.
  public List<WasmFrame> frames() {
    return frames;
  }

  /// The same trap with the frames that the engine found.
  public Trap withFrames(List<WasmFrame> found) {
    return new Trap(kind, String.valueOf(getMessage()), found, getCause());
  }
}
