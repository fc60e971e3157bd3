package dev.jawa.component.ast;

import dev.jawa.component.type.CoreValueType;
import org.jspecify.annotations.Nullable;

/// A canonical definition: it adds a core function, or, for [Lift], a component function. Types are
/// component type indices unless called `coreType`. Spec: `Binary.md`, `canon`; `CanonicalABI.md`,
/// canonical definitions.
public sealed interface Canon {

  record Lift(int coreFunc, CanonOptions options, int type) implements Canon {}

  record Lower(int func, CanonOptions options) implements Canon {}

  record ResourceNew(int type) implements Canon {}

  record ResourceDrop(int type) implements Canon {}

  record ResourceRep(int type) implements Canon {}

  record BackpressureInc() implements Canon {}

  record BackpressureDec() implements Canon {}

  record TaskReturn(@Nullable ValTypeRef result, CanonOptions options) implements Canon {}

  record TaskCancel() implements Canon {}

  record ContextGet(CoreValueType type, int slot) implements Canon {}

  record ContextSet(CoreValueType type, int slot) implements Canon {}

  record SubtaskCancel(boolean async) implements Canon {}

  record SubtaskDrop() implements Canon {}

  record StreamNew(int type) implements Canon {}

  record StreamRead(int type, CanonOptions options) implements Canon {}

  record StreamWrite(int type, CanonOptions options) implements Canon {}

  record StreamCancelRead(int type, boolean async) implements Canon {}

  record StreamCancelWrite(int type, boolean async) implements Canon {}

  record StreamDropReadable(int type) implements Canon {}

  record StreamDropWritable(int type) implements Canon {}

  record FutureNew(int type) implements Canon {}

  record FutureRead(int type, CanonOptions options) implements Canon {}

  record FutureWrite(int type, CanonOptions options) implements Canon {}

  record FutureCancelRead(int type, boolean async) implements Canon {}

  record FutureCancelWrite(int type, boolean async) implements Canon {}

  record FutureDropReadable(int type) implements Canon {}

  record FutureDropWritable(int type) implements Canon {}

  record ErrorContextNew(CanonOptions options) implements Canon {}

  record ErrorContextDebugMessage(CanonOptions options) implements Canon {}

  record ErrorContextDrop() implements Canon {}

  record WaitableSetNew() implements Canon {}

  record WaitableSetWait(boolean cancellable, int memory) implements Canon {}

  record WaitableSetPoll(boolean cancellable, int memory) implements Canon {}

  record WaitableSetDrop() implements Canon {}

  record WaitableJoin() implements Canon {}

  record ThreadIndex() implements Canon {}

  record ThreadNewIndirect(int coreType, int table) implements Canon {}

  record ThreadResumeLater() implements Canon {}

  record ThreadSuspend(boolean cancellable) implements Canon {}

  record ThreadYield(boolean cancellable) implements Canon {}

  record ThreadSuspendThenResume(boolean cancellable) implements Canon {}

  record ThreadYieldThenResume(boolean cancellable) implements Canon {}

  record ThreadSuspendThenPromote(boolean cancellable) implements Canon {}

  record ThreadYieldThenPromote(boolean cancellable) implements Canon {}

  record ThreadSpawnRef(boolean shared, int coreType) implements Canon {}

  record ThreadSpawnIndirect(boolean shared, int coreType, int table) implements Canon {}

  record ThreadAvailableParallelism(boolean shared) implements Canon {}
}
