package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.GuestThread;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Scheduler;
import dev.jawa.component.runtime.Scheduler.Cancellable;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreTable;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.Trap;
import java.util.List;

/// Threads and what belongs to one; the context and backpressure mean something to synchronous
/// calls, too. Spec: `CanonicalABI.md`, `canon context.get`, `canon thread.index` and following.
public final class ThreadBuiltins {

  private ThreadBuiltins() {}

  /// `canon context.get`.
  public static CoreFunc contextGet(InstanceState instance, CoreValType type, int slot) {
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(), List.of(type)),
            (_, _) -> new long[] {instance.threadContext(slot)});
  }

  /// `canon context.set`.
  public static CoreFunc contextSet(InstanceState instance, CoreValType type, int slot) {
    long mask = type == CoreValType.I32 ? 0xFFFF_FFFFL : -1;
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(type), List.of()),
            (_, args) -> {
              instance.setThreadContext(slot, args[0] & mask);
              return HostFunction.NONE;
            });
  }

  /// `canon backpressure.inc` for 1, `canon backpressure.dec` for -1.
  public static CoreFunc backpressure(InstanceState instance, int delta) {
    return instance
        .store()
        .core()
        .hostFunc(
            new CoreFuncType(List.of(), List.of()),
            (_, _) -> {
              instance.addBackpressure(delta);
              return HostFunction.NONE;
            });
  }

  /// `canon thread.new-indirect`.
  ///
  /// @param start the type that the function in the table has to have
  public static CoreFunc newIndirect(InstanceState instance, CoreTable table, CoreFuncType start) {
    return BuiltinFunc.answer(
        instance, indirect(start), args -> newThread(instance, table, start, args));
  }

  /// `canon thread.spawn-indirect`, for a thread that takes turns with the others: the two steps of
  /// [#newIndirect] and [#resumeLater] in one.
  ///
  /// @param start the type that the function in the table has to have
  public static CoreFunc spawnIndirect(
      InstanceState instance, CoreTable table, CoreFuncType start) {
    return BuiltinFunc.answer(
        instance,
        indirect(start),
        args -> {
          int index = newThread(instance, table, start, args);
          scheduler(instance).resumeLater(instance.admission().thread(index));
          return index;
        });
  }

  private static CoreFuncType indirect(CoreFuncType start) {
    return new CoreFuncType(
        List.of(CoreValType.I32, start.params().getFirst()), List.of(CoreValType.I32));
  }

  private static int newThread(
      InstanceState instance, CoreTable table, CoreFuncType start, long[] args) {
    CoreFunc func = table.func(BuiltinFunc.unsigned(args[0]));
    if (func == null) {
      throw new Trap(Trap.Kind.UNINITIALIZED_ELEMENT);
    }
    if (!func.type().equals(start)) {
      throw new Trap(Trap.Kind.INDIRECT_CALL_TYPE);
    }
    long closure = args[1];
    return scheduler(instance).currentThread().task().spawn(() -> func.call(closure));
  }

  /// `canon thread.available-parallelism`: the threads of a store take turns.
  public static CoreFunc availableParallelism(InstanceState instance) {
    return BuiltinFunc.answer(instance, BuiltinFunc.TO_I32, _ -> 1);
  }

  /// `canon thread.index`.
  public static CoreFunc index(InstanceState instance) {
    return BuiltinFunc.answer(
        instance, BuiltinFunc.TO_I32, _ -> scheduler(instance).currentThread().index());
  }

  /// `canon thread.yield`.
  public static CoreFunc yield(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance, BuiltinFunc.TO_I32, _ -> asLong(scheduler(instance).yield(cancellable)));
  }

  /// `canon thread.suspend`.
  public static CoreFunc suspend(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance, BuiltinFunc.TO_I32, _ -> asLong(scheduler(instance).suspend(cancellable)));
  }

  /// `canon thread.resume-later`.
  public static CoreFunc resumeLater(InstanceState instance) {
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.I32_TO_NOTHING,
        args -> scheduler(instance).resumeLater(suspended(instance, args[0])));
  }

  /// `canon thread.suspend-then-resume`.
  public static CoreFunc suspendThenResume(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args ->
            asLong(
                scheduler(instance).suspendThenResume(cancellable, suspended(instance, args[0]))));
  }

  /// `canon thread.yield-then-resume`.
  public static CoreFunc yieldThenResume(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args ->
            asLong(scheduler(instance).yieldThenResume(cancellable, suspended(instance, args[0]))));
  }

  /// `canon thread.suspend-then-promote`.
  public static CoreFunc suspendThenPromote(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args -> {
          GuestThread other = instance.admission().thread((int) args[0]);
          return asLong(scheduler(instance).suspendThenPromote(cancellable, other));
        });
  }

  /// `canon thread.yield-then-promote`.
  public static CoreFunc yieldThenPromote(InstanceState instance, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args -> {
          GuestThread other = instance.admission().thread((int) args[0]);
          return asLong(scheduler(instance).yieldThenPromote(cancellable, other));
        });
  }

  private static GuestThread suspended(InstanceState instance, long index) {
    GuestThread thread = instance.admission().thread((int) index);
    if (!thread.isSuspended()) {
      throw AbiTraps.trap("cannot resume thread which is not suspended");
    }
    return thread;
  }

  private static Scheduler scheduler(InstanceState instance) {
    return instance.store().scheduler();
  }

  private static long asLong(boolean cancelled) {
    return cancelled ? 1 : 0;
  }
}
