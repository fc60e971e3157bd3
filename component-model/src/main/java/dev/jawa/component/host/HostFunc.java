package dev.jawa.component.host;

import org.jspecify.annotations.Nullable;

/// A function of the host, called by a guest; it may block its (virtual) thread.
///
/// What a guest can cause and WIT can express is returned as a value. A `Trap` ends the guest;
/// anything else thrown reaches the caller of the component unwrapped.
///
/// @param <C> what belongs to one store: the capabilities and state of one guest
@FunctionalInterface
public interface HostFunc<C> {

  /// @param args the values as `dev.jawa.component.value` describes them; the function may keep
  ///   them
  /// @return the result, `null` if the function type has none
  @Nullable Object call(C context, Object[] args);
}
