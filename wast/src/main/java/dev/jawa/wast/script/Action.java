package dev.jawa.wast.script;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a script does with an instance.
public sealed interface Action {

  /// The instance, `null` for the latest one.
  @Nullable String instance();

  /// The export.
  String field();

  /// Calls an exported function.
  record Invoke(@Nullable String instance, String field, List<Const> args) implements Action {
    public Invoke {
      args = List.copyOf(args);
    }
  }

  /// Reads an exported global.
  record Get(@Nullable String instance, String field) implements Action {}
}
