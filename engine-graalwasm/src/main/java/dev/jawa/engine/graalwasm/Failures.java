package dev.jawa.engine.graalwasm;

import com.oracle.truffle.api.interop.UnknownIdentifierException;
import dev.jawa.engine.Trap.Kind;
import java.util.List;
import org.graalvm.wasm.exception.Failure;
import org.graalvm.wasm.exception.WasmException;

/// Reads GraalWasm's exceptions, which tell guests' languages more than they tell Java.
final class Failures {

  /// GraalWasm's words and what they mean; the first that the message starts with counts.
  private record Words(String text, Kind kind) {}

  private static final List<Words> WORDS =
      List.of(
          new Words("unreachable", Kind.UNREACHABLE),
          new Words("integer divide by zero", Kind.DIVIDE_BY_ZERO),
          new Words("integer overflow", Kind.INTEGER_OVERFLOW),
          new Words("invalid conversion", Kind.INVALID_CONVERSION),
          new Words("undefined element", Kind.UNDEFINED_ELEMENT),
          new Words("uninitialized element", Kind.UNINITIALIZED_ELEMENT),
          new Words("indirect call type mismatch", Kind.INDIRECT_CALL_TYPE),
          new Words("unaligned atomic", Kind.UNALIGNED_ATOMIC),
          new Words("expected shared memory", Kind.EXPECTED_SHARED_MEMORY),
          new Words("defined element is ref.null", Kind.NULL_REFERENCE),
          new Words("out of bounds table access", Kind.TABLE_OUT_OF_BOUNDS),
          new Words("call stack exhausted", Kind.STACK_OVERFLOW),
          new Words("could not allocate memory", Kind.MEMORY_LIMIT),
          new Words("Memory address too large", Kind.MEMORY_OUT_OF_BOUNDS));

  /// The name of failures that have none.
  private static final String UNSPECIFIED = "unspecified";

  private Failures() {}

  /// The kind of failure.
  static Failure.Type type(WasmException thrown) {
    String type = member(thrown, "failureType");
    for (Failure.Type candidate : Failure.Type.values()) {
      if (candidate.name.equals(type)) {
        return candidate;
      }
    }
    return Failure.Type.INTERNAL;
  }

  /// What happened in the specification's words, and then in GraalWasm's if it has more to say.
  static String words(WasmException thrown) {
    String name = member(thrown, "failure");
    String message = String.valueOf(thrown.getMessage());
    return name.equals(UNSPECIFIED) || message.startsWith(name) ? message : name + ": " + message;
  }

  /// The kind of trap.
  static Kind kind(WasmException thrown) {
    String name = member(thrown, "failure");
    String message = String.valueOf(thrown.getMessage());
    for (Words words : WORDS) {
      if (name.startsWith(words.text()) || message.startsWith(words.text())) {
        return words.kind();
      }
    }
    return name.startsWith(Kind.MEMORY_OUT_OF_BOUNDS.message())
        ? Kind.MEMORY_OUT_OF_BOUNDS
        : Kind.HOST;
  }

  private static String member(WasmException thrown, String name) {
    try {
      return String.valueOf(thrown.readMember(name));
    } catch (UnknownIdentifierException e) {
      throw new IllegalStateException("a GraalWasm of another version", e);
    }
  }
}
