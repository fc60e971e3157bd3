package dev.jawa.component.canon;

import dev.jawa.component.runtime.AbiTraps;
import dev.jawa.component.runtime.ErrorContext;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.engine.CoreFunc;

/// Error contexts. Spec: `CanonicalABI.md`, `canon error-context.new` and following.
public final class ErrorContextBuiltins {

  private static final StringCodec MESSAGE = new StringCodec();

  private ErrorContextBuiltins() {}

  /// `canon error-context.new`.
  public static CoreFunc create(CanonicalOptions options) {
    InstanceState instance = options.instance();
    LiftLowerContext cx = new LiftLowerContext(options, new Peer.Host());
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.TWO_TO_I32,
        args -> {
          cx.resetBytes();
          return instance.asyncHandles().add(new ErrorContext((String) MESSAGE.lift(cx, args, 0)));
        });
  }

  /// `canon error-context.debug-message`.
  public static CoreFunc debugMessage(CanonicalOptions options) {
    InstanceState instance = options.instance();
    LiftLowerContext cx = new LiftLowerContext(options, new Peer.Host());
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.TWO_TO_NOTHING,
        args -> {
          ErrorContext context = get(instance, (int) args[0]);
          long address = BuiltinFunc.unsigned(args[1]);
          checkMessagePointer(cx, address);
          MESSAGE.store(cx, context.debugMessage(), address);
        });
  }

  private static void checkMessagePointer(LiftLowerContext cx, long address) {
    if (!Layout.aligned(address, MESSAGE.alignment())
        || address + MESSAGE.size() > cx.memory().byteSize()) {
      throw AbiTraps.trap("invalid debug message pointer");
    }
  }

  /// `canon error-context.drop`.
  public static CoreFunc drop(InstanceState instance) {
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.I32_TO_NOTHING,
        args -> {
          get(instance, (int) args[0]);
          instance.asyncHandles().free((int) args[0]);
        });
  }

  private static ErrorContext get(InstanceState instance, int index) {
    return instance.asyncHandles().get(index, ErrorContext.class, "error-context");
  }
}
