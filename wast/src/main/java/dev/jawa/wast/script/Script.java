package dev.jawa.wast.script;

import java.util.List;
import java.util.Map;

/// A `.wast` script.
///
/// @param file as messages call it, with its path
/// @param switches what its header turns on and off, as in `;;! component_model_async = true`
/// @param commands in order
public record Script(String file, Map<String, Boolean> switches, List<Command> commands) {

  public Script {
    switches = Map.copyOf(switches);
    commands = List.copyOf(commands);
  }
}
