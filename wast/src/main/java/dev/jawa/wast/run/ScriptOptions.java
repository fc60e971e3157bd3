package dev.jawa.wast.run;

import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.Gates.Gate;
import dev.jawa.engine.StoreLimits;
import java.time.Duration;
import java.util.EnumSet;

/// What a script runs with.
///
/// @param gates the features that components may use
/// @param limits of each store
/// @param componentLimits of each component
/// @param timeout how long a command may take
public record ScriptOptions(
    Gates gates, StoreLimits limits, ComponentLimits componentLimits, Duration timeout) {

  /// Scripts go to the edge of what wasmtime passes, which is more than the specification's text
  /// allows; none goes to the edge of the specification's.
  private static final ComponentLimits COMPONENT_LIMITS =
      new ComponentLimits(
          ComponentLimits.DEFAULT.maxHandles(),
          ComponentLimits.DEFAULT.maxBytesPerCall(),
          Integer.MAX_VALUE);

  /// A minute for each command, and every feature but nested names, which scripts expect to be
  /// refused.
  public static final ScriptOptions DEFAULT =
      new ScriptOptions(
          new Gates(EnumSet.complementOf(EnumSet.of(Gate.NESTED_NAMES))),
          StoreLimits.DEFAULT,
          COMPONENT_LIMITS,
          Duration.ofMinutes(1));
}
