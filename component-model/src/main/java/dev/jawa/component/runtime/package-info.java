/// What lives while a component runs: a [StoreState] per store, an [InstanceState] per component
/// instance with its [ResourceHandles] and flags, a [Task] or [Subtask] per call that lends
/// handles. Everything a call needs is passed along; nothing depends on the current thread. Spec:
/// `CanonicalABI.md`, runtime state.
@NullMarked
package dev.jawa.component.runtime;

import org.jspecify.annotations.NullMarked;
