package dev.jawa.component.ast;

import dev.jawa.component.type.CoreValueType;
import org.jspecify.annotations.Nullable;

/// A canonical definition: it adds a core function, or, for [Lift], a component function. Types are
/// component type indices unless called `coreType`. Spec: `Binary.md`, `canon`; `CanonicalABI.md`,
/// canonical definitions.
public sealed interface Canon {

  /// The built-ins of streams and futures.
  sealed interface ChannelBuiltin extends Canon {}

  /// The built-ins of threads.
  sealed interface ThreadBuiltin extends Canon {}

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

  record StreamNew(int type) implements ChannelBuiltin {}

  record StreamRead(int type, CanonOptions options) implements ChannelBuiltin {}

  record StreamWrite(int type, CanonOptions options) implements ChannelBuiltin {}

  record StreamCancelRead(int type, boolean async) implements ChannelBuiltin {}

  record StreamCancelWrite(int type, boolean async) implements ChannelBuiltin {}

  record StreamDropReadable(int type) implements ChannelBuiltin {}

  record StreamDropWritable(int type) implements ChannelBuiltin {}

  record FutureNew(int type) implements ChannelBuiltin {}

  record FutureRead(int type, CanonOptions options) implements ChannelBuiltin {}

  record FutureWrite(int type, CanonOptions options) implements ChannelBuiltin {}

  record FutureCancelRead(int type, boolean async) implements ChannelBuiltin {}

  record FutureCancelWrite(int type, boolean async) implements ChannelBuiltin {}

  record FutureDropReadable(int type) implements ChannelBuiltin {}

  record FutureDropWritable(int type) implements ChannelBuiltin {}

  record ErrorContextNew(CanonOptions options) implements Canon {}

  record ErrorContextDebugMessage(CanonOptions options) implements Canon {}

  record ErrorContextDrop() implements Canon {}

  record WaitableSetNew() implements Canon {}

  record WaitableSetWait(boolean cancellable, int memory) implements Canon {}

  record WaitableSetPoll(boolean cancellable, int memory) implements Canon {}

  record WaitableSetDrop() implements Canon {}

  record WaitableJoin() implements Canon {}

  record ThreadIndex() implements ThreadBuiltin {}

  record ThreadNewIndirect(int coreType, int table) implements ThreadBuiltin {}

  record ThreadResumeLater() implements ThreadBuiltin {}

  record ThreadSuspend(boolean cancellable) implements ThreadBuiltin {}

  record ThreadYield(boolean cancellable) implements ThreadBuiltin {}

  record ThreadSuspendThenResume(boolean cancellable) implements ThreadBuiltin {}

  record ThreadYieldThenResume(boolean cancellable) implements ThreadBuiltin {}

  record ThreadSuspendThenPromote(boolean cancellable) implements ThreadBuiltin {}

  record ThreadYieldThenPromote(boolean cancellable) implements ThreadBuiltin {}

  record ThreadSpawnRef(boolean shared, int coreType) implements ThreadBuiltin {}

  record ThreadSpawnIndirect(boolean shared, int coreType, int table) implements ThreadBuiltin {}

  record ThreadAvailableParallelism(boolean shared) implements ThreadBuiltin {}
}
