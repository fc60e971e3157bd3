package dev.jawa.app.cli;

import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionValues;
import dev.jawa.app.options.WasmKeys;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.Gates.Gate;
import java.util.EnumMap;
import java.util.Map;

/// The features of components that `-W` and the headers of scripts turn on and off.
final class FeatureGates {

  private static final Map<Gate, OptionKey<Boolean>> KEYS =
      new EnumMap<>(
          Map.of(
              Gate.ASYNC, WasmKeys.COMPONENT_MODEL_ASYNC,
              Gate.MORE_ASYNC_BUILTINS, WasmKeys.COMPONENT_MODEL_MORE_ASYNC_BUILTINS,
              Gate.STACKFUL_LIFT, WasmKeys.COMPONENT_MODEL_ASYNC_STACKFUL,
              Gate.THREADING, WasmKeys.COMPONENT_MODEL_THREADING,
              Gate.ERROR_CONTEXT, WasmKeys.COMPONENT_MODEL_ERROR_CONTEXT,
              Gate.MAP, WasmKeys.COMPONENT_MODEL_MAP,
              Gate.FIXED_LENGTH_LISTS, WasmKeys.COMPONENT_MODEL_FIXED_LENGTH_LISTS,
              Gate.IMPLEMENTS, WasmKeys.COMPONENT_MODEL_IMPLEMENTS,
              Gate.GC, WasmKeys.COMPONENT_MODEL_GC,
              Gate.MEMORY64, WasmKeys.COMPONENT_MODEL_MEMORY64));

  private FeatureGates() {}

  /// @param standard what is on where nobody says anything
  static Gates of(Gates standard, OptionValues values) {
    Gates gates = standard;
    for (var entry : KEYS.entrySet()) {
      boolean on = values.get(entry.getValue(), gates.allows(entry.getKey()));
      gates = gates.with(entry.getKey(), on);
    }
    return gates;
  }

  /// @param switches as in `component_model_map`
  static Gates of(Gates standard, Map<String, Boolean> switches) {
    Gates gates = standard;
    for (Gate gate : Gate.values()) {
      Boolean on = switches.get("component_model_" + gate.id().replace('-', '_'));
      gates = on == null ? gates : gates.with(gate, on);
    }
    return gates;
  }
}
