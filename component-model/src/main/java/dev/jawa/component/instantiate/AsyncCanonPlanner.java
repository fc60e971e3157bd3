package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.canon.ChannelBuiltins;
import dev.jawa.component.canon.Codecs;
import dev.jawa.component.canon.ElementType;
import dev.jawa.component.canon.ErrorContextBuiltins;
import dev.jawa.component.canon.Signature;
import dev.jawa.component.canon.SubtaskBuiltins;
import dev.jawa.component.canon.TaskBuiltins;
import dev.jawa.component.canon.ThreadBuiltins;
import dev.jawa.component.canon.WaitableSetBuiltins;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.CopyEnd.Kind;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Scheduler.Cancellable;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Resolution;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreMemory;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.CoreValType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plans the built-ins that need tasks.
final class AsyncCanonPlanner {

  private final IndexSpaces spaces;
  private final Codecs codecs;

  AsyncCanonPlanner(IndexSpaces spaces, Codecs codecs) {
    this.spaces = spaces;
    this.codecs = codecs;
  }

  /// What makes the built-in in an instance, `null` for one that there is not yet.
  Step.@Nullable Maker plan(Canon canon, Resolution resolution) {
    return switch (canon) {
      case Canon.TaskReturn(var _, var options) -> taskReturn(options, resolution);
      case Canon.TaskCancel _ -> frame -> TaskBuiltins.taskCancel(frame.instance());
      case Canon.SubtaskCancel(boolean async) ->
          frame -> SubtaskBuiltins.cancel(frame.instance(), CallMode.of(async));
      case Canon.SubtaskDrop _ -> frame -> SubtaskBuiltins.drop(frame.instance());
      case Canon.WaitableSetNew _ -> frame -> WaitableSetBuiltins.create(frame.instance());
      case Canon.WaitableSetWait(boolean cancellable, int memory) ->
          waitableSet(memory, cancellable, WaitableSetBuiltins::await);
      case Canon.WaitableSetPoll(boolean cancellable, int memory) ->
          waitableSet(memory, cancellable, WaitableSetBuiltins::poll);
      case Canon.WaitableSetDrop _ -> frame -> WaitableSetBuiltins.drop(frame.instance());
      case Canon.WaitableJoin _ -> frame -> WaitableSetBuiltins.join(frame.instance());
      case Canon.ErrorContextNew(var options) -> {
        Step.Options given = Step.Options.of(options, spaces);
        yield frame -> ErrorContextBuiltins.create(given.in(frame));
      }
      case Canon.ErrorContextDebugMessage(var options) -> {
        Step.Options given = Step.Options.of(options, spaces);
        yield frame -> ErrorContextBuiltins.debugMessage(given.in(frame));
      }
      case Canon.ErrorContextDrop _ -> frame -> ErrorContextBuiltins.drop(frame.instance());
      case Canon.ChannelBuiltin channel -> channel(channel, element(resolution));
      case Canon.ThreadBuiltin thread -> thread(thread);
      case Canon.Lift _,
          Canon.Lower _,
          Canon.ResourceNew _,
          Canon.ResourceDrop _,
          Canon.ResourceRep _,
          Canon.ContextGet _,
          Canon.ContextSet _,
          Canon.BackpressureInc _,
          Canon.BackpressureDec _ ->
          throw new IllegalArgumentException("needs no task: " + canon);
    };
  }

  private Step.Maker taskReturn(CanonOptions options, Resolution resolution) {
    ValType result = value(resolution);
    List<FuncType.Param> params =
        result == null ? List.of() : List.of(FuncType.param("result", result));
    Signature signature = Signature.of(new FuncType(false, params, null), codecs);
    Step.Options given = Step.Options.of(options, spaces);
    return frame -> TaskBuiltins.taskReturn(signature, given.in(frame));
  }

  /// A way to wait for events.
  @FunctionalInterface
  private interface Waiting {
    CoreFunc make(InstanceState instance, CoreMemory memory, Cancellable cancellable);
  }

  private Step.Maker waitableSet(int memory, boolean cancellable, Waiting waiting) {
    int register = spaces.register(Sort.CORE_MEMORY, memory);
    Cancellable may = Cancellable.of(cancellable);
    return frame -> waiting.make(frame.instance(), frame.memory(register), may);
  }

  // Streams and futures

  private static @Nullable ValType value(Resolution resolution) {
    if (!(resolution instanceof Resolution.Value(var type))) {
      throw new IllegalStateException("a built-in is not resolved: " + resolution);
    }
    return type;
  }

  private ElementType element(Resolution resolution) {
    return switch (value(resolution)) {
      case ValType.StreamType(var element) -> codecs.streamElement(element);
      case ValType.FutureType(var element) -> codecs.futureElement(element);
      case null, default -> throw new IllegalStateException("no channel: " + resolution);
    };
  }

  private Step.Maker channel(Canon.ChannelBuiltin builtin, ElementType element) {
    return switch (builtin) {
      case Canon.StreamNew _ -> frame -> ChannelBuiltins.newStream(frame.instance(), element);
      case Canon.FutureNew _ -> frame -> ChannelBuiltins.newFuture(frame.instance(), element);
      case Canon.StreamRead(int _, var options) -> copy(Kind.READABLE_STREAM, element, options);
      case Canon.StreamWrite(int _, var options) -> copy(Kind.WRITABLE_STREAM, element, options);
      case Canon.FutureRead(int _, var options) -> copy(Kind.READABLE_FUTURE, element, options);
      case Canon.FutureWrite(int _, var options) -> copy(Kind.WRITABLE_FUTURE, element, options);
      case Canon.StreamCancelRead(int _, boolean async) ->
          cancel(Kind.READABLE_STREAM, element, async);
      case Canon.StreamCancelWrite(int _, boolean async) ->
          cancel(Kind.WRITABLE_STREAM, element, async);
      case Canon.FutureCancelRead(int _, boolean async) ->
          cancel(Kind.READABLE_FUTURE, element, async);
      case Canon.FutureCancelWrite(int _, boolean async) ->
          cancel(Kind.WRITABLE_FUTURE, element, async);
      case Canon.StreamDropReadable _ -> drop(Kind.READABLE_STREAM, element);
      case Canon.StreamDropWritable _ -> drop(Kind.WRITABLE_STREAM, element);
      case Canon.FutureDropReadable _ -> drop(Kind.READABLE_FUTURE, element);
      case Canon.FutureDropWritable _ -> drop(Kind.WRITABLE_FUTURE, element);
    };
  }

  private Step.Maker copy(Kind kind, ElementType element, CanonOptions options) {
    Step.Options given = Step.Options.of(options, spaces);
    CallMode mode = CallMode.of(options.async());
    return frame -> ChannelBuiltins.copy(given.in(frame), kind, element, mode);
  }

  private static Step.Maker cancel(Kind kind, ElementType element, boolean async) {
    CallMode mode = CallMode.of(async);
    return frame -> ChannelBuiltins.cancel(frame.instance(), kind, element, mode);
  }

  private static Step.Maker drop(Kind kind, ElementType element) {
    return frame -> ChannelBuiltins.drop(frame.instance(), kind, element);
  }

  // Threads

  private Step.@Nullable Maker thread(Canon.ThreadBuiltin builtin) {
    return switch (builtin) {
      case Canon.ThreadIndex _ -> frame -> ThreadBuiltins.index(frame.instance());
      case Canon.ThreadResumeLater _ -> frame -> ThreadBuiltins.resumeLater(frame.instance());
      case Canon.ThreadSuspend(boolean may) ->
          frame -> ThreadBuiltins.suspend(frame.instance(), Cancellable.of(may));
      case Canon.ThreadYield(boolean may) ->
          frame -> ThreadBuiltins.yield(frame.instance(), Cancellable.of(may));
      case Canon.ThreadSuspendThenResume(boolean may) ->
          frame -> ThreadBuiltins.suspendThenResume(frame.instance(), Cancellable.of(may));
      case Canon.ThreadYieldThenResume(boolean may) ->
          frame -> ThreadBuiltins.yieldThenResume(frame.instance(), Cancellable.of(may));
      case Canon.ThreadNewIndirect(int _, int table) ->
          indirect(table, ThreadBuiltins::newIndirect);
      case Canon.ThreadSpawnIndirect(boolean shared, int _, int table) ->
          shared ? null : indirect(table, ThreadBuiltins::spawnIndirect);
      case Canon.ThreadAvailableParallelism(boolean shared) ->
          shared ? null : frame -> ThreadBuiltins.availableParallelism(frame.instance());
      case Canon.ThreadSuspendThenPromote(boolean may) ->
          frame -> ThreadBuiltins.suspendThenPromote(frame.instance(), Cancellable.of(may));
      case Canon.ThreadYieldThenPromote(boolean may) ->
          frame -> ThreadBuiltins.yieldThenPromote(frame.instance(), Cancellable.of(may));
      // No engine hands references to functions to the host, nor runs threads side by side.
      case Canon.ThreadSpawnRef _ -> null;
    };
  }

  /// A way to make a thread that runs a function of a table.
  @FunctionalInterface
  private interface Spawning {
    CoreFunc make(InstanceState instance, CoreTable table, CoreFuncType start);
  }

  /// The function takes an i32 as long as there are no 64-bit memories.
  private Step.Maker indirect(int table, Spawning spawning) {
    CoreFuncType start = new CoreFuncType(List.of(CoreValType.I32), List.of());
    int register = spaces.register(Sort.CORE_TABLE, table);
    return frame -> spawning.make(frame.instance(), frame.get(register, CoreTable.class), start);
  }
}
