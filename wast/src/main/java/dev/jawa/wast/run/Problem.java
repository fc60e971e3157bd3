package dev.jawa.wast.run;

import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.validate.InvalidException;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.UnsupportedModuleException;

/// What an exception stands for.
///
/// @param message in the words that scripts look for
record Problem(Kind kind, String message) {

  /// How a command can go wrong.
  enum Kind {
    MALFORMED("malformed"),
    INVALID("invalid"),
    UNLINKABLE("unlinkable"),
    TRAP("a trap"),
    UNSUPPORTED("not supported here"),
    /// The command makes no sense here and now.
    IMPOSSIBLE("not possible"),
    /// A defect of Jawa.
    DEFECT("a defect of Jawa");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  static Problem of(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case MalformedException _, MalformedModuleException _ -> new Problem(Kind.MALFORMED, message);
      case InvalidException _, InvalidModuleException _ -> new Problem(Kind.INVALID, message);
      case UnsupportedModuleException _ -> new Problem(Kind.UNSUPPORTED, message);
      case UnlinkableException _ -> new Problem(Kind.UNLINKABLE, message);
      case Trap trap -> new Problem(Kind.TRAP, TrapWords.of(trap));
      case StackOverflowError _ ->
          new Problem(Kind.TRAP, TrapWords.of(new Trap(Trap.Kind.STACK_OVERFLOW)));
      case OutOfMemoryError _ ->
          new Problem(Kind.IMPOSSIBLE, "the JVM's memory is used up (" + message + ")");
      case ScriptFailure _ -> new Problem(Kind.IMPOSSIBLE, message);
      default -> new Problem(Kind.DEFECT, defect(thrown));
    };
  }

  private static String defect(Throwable thrown) {
    StackTraceElement[] stack = thrown.getStackTrace();
    return thrown + (stack.length == 0 ? "" : " at " + stack[0]);
  }

  boolean isRefusal() {
    return kind == Kind.MALFORMED || kind == Kind.INVALID;
  }

  @Override
  public String toString() {
    return kind.words + ": " + message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
