/// What lives while a component runs: a [StoreState] per store, an [InstanceState] per component
/// instance with its handles and flags. Where all calls are synchronous, a [Task] or [Subtask] per
/// call that lends handles is all there is besides, and calls stay on the thread of their caller.
///
/// Where a component can block, the store has a [Scheduler]: every call is a [GuestTask] with a
/// [GuestThread], of which one has the turn; an [Admission] per instance says which tasks come in;
/// guests wait for [Waitable]s: calls of their own ([Subtask]) and ends of streams and futures
/// ([CopyEnd]), which share a [SharedChannel]. Spec: `CanonicalABI.md`, runtime state and
/// concurrency.
@NullMarked
package dev.jawa.component.runtime;

import org.jspecify.annotations.NullMarked;
