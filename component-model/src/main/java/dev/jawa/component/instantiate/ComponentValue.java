package dev.jawa.component.instantiate;

import org.jspecify.annotations.Nullable;

/// A component that can be instantiated: its plan, and the frame in which it was defined, for what
/// it captures.
record ComponentValue(ComponentPlan plan, @Nullable Frame outer) {}
