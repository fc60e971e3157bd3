package dev.jawa.wast.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command of a script. Names of definitions and instances have no `$`; without a name the
/// latest one is meant.
public sealed interface Command {

  /// Where it stands in the script, from 1.
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

  record AssertReturn(int line, Action action, List<Const> expected) implements Command {
    public AssertReturn {
      expected = List.copyOf(expected);
    }
  }

  /// An action that must not end well.
  record AssertFails(int line, Action action, Failing how, String text) implements Command {}

  /// A definition that must be refused.
  record AssertRefused(int line, Source source, Refusal how, String text) implements Command {}

  /// Runs commands side by side with the following ones.
  ///
  /// @param shared an instance that the commands may import from, or `null`
  record Threaded(int line, String name, @Nullable String shared, List<Command> commands)
      implements Command {
    public Threaded {
      commands = List.copyOf(commands);
    }
  }

  /// Waits for a thread to end.
  record Wait(int line, String thread) implements Command {}

  /// A directive that this runner does not know.
  record Unknown(int line, String directive) implements Command {}

  /// How an action fails.
  enum Failing {
    /// It traps, and the message says so.
    TRAP,
    /// An exception leaves the outermost call.
    EXCEPTION,
    /// A continuation is suspended that nobody handles.
    SUSPENSION
  }

  /// What is wrong with a definition.
  enum Refusal {
    /// The bytes are no module or component.
    MALFORMED,
    /// They are one that breaks a rule.
    INVALID,
    /// An import is missing or does not fit.
    UNLINKABLE,
    /// Instantiating it traps.
    UNINSTANTIABLE
  }
}
