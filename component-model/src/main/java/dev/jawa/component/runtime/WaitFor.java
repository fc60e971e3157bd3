package dev.jawa.component.runtime;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What has to hold before a blocked thread goes on. Nothing is polled: whoever makes the event
/// happen calls [Scheduler#recheck], and a [Gate] knows when it opens.
///
/// @param event holds once it has happened, and may cease to hold if another thread takes it
/// @param gate what has to be open besides; `null` if nothing
record WaitFor(BooleanSupplier event, @Nullable Gate gate) {

  /// Nothing: to let others run first.
  static final WaitFor NOTHING = new WaitFor(() -> true, null);

  static WaitFor event(BooleanSupplier event) {
    return new WaitFor(event, null);
  }

  static WaitFor gate(Gate gate) {
    return new WaitFor(NOTHING.event, gate);
  }

  boolean holds() {
    return event.getAsBoolean() && (gate == null || gate.isOpen());
  }
}
