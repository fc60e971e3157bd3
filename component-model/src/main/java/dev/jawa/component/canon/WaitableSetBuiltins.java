package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.Event;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.Scheduler.Cancellable;
import dev.jawa.component.runtime.WaitableSet;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreMemory;

/// Waiting for events. Spec: `CanonicalABI.md`, `canon waitable-set.new` and following.
public final class WaitableSetBuiltins {

  private WaitableSetBuiltins() {}

  /// `canon waitable-set.new`.
  public static CoreFunc create(InstanceState instance) {
    return BuiltinFunc.answer(
        instance, BuiltinFunc.TO_I32, _ -> instance.asyncHandles().add(new WaitableSet()));
  }

  /// `canon waitable-set.wait`.
  public static CoreFunc await(InstanceState instance, CoreMemory memory, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.TWO_TO_I32,
        args -> {
          WaitableSet set = instance.asyncHandles().waitableSet((int) args[0]);
          long address = BuiltinFunc.unsigned(args[1]);
          var scheduler = instance.store().scheduler();
          return unpack(set.waitForEvent(scheduler, cancellable), memory, address);
        });
  }

  /// `canon waitable-set.poll`.
  public static CoreFunc poll(InstanceState instance, CoreMemory memory, Cancellable cancellable) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.TWO_TO_I32,
        args -> {
          WaitableSet set = instance.asyncHandles().waitableSet((int) args[0]);
          long address = BuiltinFunc.unsigned(args[1]);
          return unpack(set.poll(instance.store().scheduler(), cancellable), memory, address);
        });
  }

  /// The specification only asserts that the two numbers of an event lie where numbers may.
  private static long unpack(Event event, CoreMemory memory, long address) {
    if (!Layout.aligned(address, Integer.BYTES)) {
      throw AbiTraps.trap("event pointer not aligned");
    }
    if (address + 2 * Integer.BYTES > memory.byteSize()) {
      throw AbiTraps.trap("event pointer out of bounds of memory");
    }
    memory.putInt(address, event.index());
    memory.putInt(address + Integer.BYTES, event.payload());
    return event.code().ordinal();
  }

  /// `canon waitable-set.drop`.
  public static CoreFunc drop(InstanceState instance) {
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.I32_TO_NOTHING,
        args -> instance.asyncHandles().dropWaitableSet((int) args[0]));
  }

  /// `canon waitable.join`.
  public static CoreFunc join(InstanceState instance) {
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.TWO_TO_NOTHING,
        args -> instance.asyncHandles().join((int) args[0], (int) args[1]));
  }
}
