package dev.jawa.testkit;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `.wast` script as `wast2json.py` converts it: commands in order, binaries in files beside.
///
/// @param name as in `strings.wast`
public record WastScript(String name, List<Command> commands) {

  public WastScript {
    commands = List.copyOf(commands);
  }

  /// One command of a script.
  public sealed interface Command {

    /// Where it stands in the script.
    int line();

    /// Defines a module or component and instantiates it.
    record Module(int line, @Nullable String name, Source source) implements Command {}

    /// Only defines it.
    record Definition(int line, @Nullable String name, Source source) implements Command {}

    /// Instantiates what was defined before.
    record Instance(int line, @Nullable String name, @Nullable String definition)
        implements Command {}

    /// Makes an instance available to the imports of later ones.
    record Register(int line, String as, @Nullable String name) implements Command {}

    record Act(int line, Action action) implements Command {}

    record AssertReturn(int line, Action action, List<WastValue> expected) implements Command {
      public AssertReturn {
        expected = List.copyOf(expected);
      }
    }

    /// A trap, an exhausted stack or an uncaught exception.
    record AssertTrap(int line, Action action, String text) implements Command {}

    /// A definition that must be refused.
    record AssertRefused(int line, WastTarget.Failure failure, Source source, String text)
        implements Command {}

    /// A directive that no runner of ours knows.
    record Unknown(int line, String directive) implements Command {}
  }

  /// A module or component.
  public sealed interface Source {

    /// @param component whether it is one, not a core module
    record Binary(Path file, boolean component) implements Source {}

    /// A text that the encoder refused.
    record NotEncodable(String reason) implements Source {}
  }

  /// A call or the read of a global.
  ///
  /// @param instance `null` for the latest one
  public record Action(Kind kind, @Nullable String instance, String field, List<WastValue> args) {

    public Action {
      args = List.copyOf(args);
    }

    /// What is done.
    public enum Kind {
      INVOKE,
      GET
    }
  }
}
