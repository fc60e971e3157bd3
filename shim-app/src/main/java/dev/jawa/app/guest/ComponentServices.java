package dev.jawa.app.guest;

import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.wasi.keyvalue.KeyValueStores;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a component gets beyond WASI: proposals that have to be asked for, and its limits. A core
/// module knows nothing of it.
///
/// @param config the variables of `wasi:config`, or `null` if it may not be imported
/// @param keyValue the stores of `wasi:keyvalue`, shared by all instances of the start and closed
///   by the caller, or `null` if it may not be imported
/// @param limits of the handles and the calls of one store
public record ComponentServices(
    @Nullable Map<String, String> config,
    @Nullable KeyValueStores keyValue,
    ComponentLimits limits) {

  /// No proposal, the usual limits.
  public static final ComponentServices DEFAULT =
      new ComponentServices(null, null, ComponentLimits.DEFAULT);
}
