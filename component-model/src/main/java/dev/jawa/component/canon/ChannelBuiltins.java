package dev.jawa.component.canon;

import dev.jawa.component.runtime.AsyncHandles;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.CopyEnd;
import dev.jawa.component.runtime.CopyEnd.Kind;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.SharedChannel;
import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreFuncType;
import org.jspecify.annotations.Nullable;

/// Streams and futures, which differ in little more than that a future is read and written once.
/// Spec: `CanonicalABI.md`, `canon {stream,future}.new` and following.
public final class ChannelBuiltins {

  private ChannelBuiltins() {}

  /// `canon stream.new`.
  public static CoreFunc newStream(InstanceState instance, ElementType element) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.TO_I64,
        _ ->
            ends(
                instance,
                new SharedChannel(SharedChannel.Kind.STREAM, element.in(instance)),
                Kind.READABLE_STREAM,
                Kind.WRITABLE_STREAM));
  }

  /// `canon future.new`.
  public static CoreFunc newFuture(InstanceState instance, ElementType element) {
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.TO_I64,
        _ ->
            ends(
                instance,
                new SharedChannel(SharedChannel.Kind.FUTURE, element.in(instance)),
                Kind.READABLE_FUTURE,
                Kind.WRITABLE_FUTURE));
  }

  private static long ends(
      InstanceState instance, SharedChannel shared, Kind readable, Kind writable) {
    AsyncHandles handles = instance.asyncHandles();
    long reading = handles.add(new CopyEnd(readable, shared));
    long writing = handles.add(new CopyEnd(writable, shared));
    return reading | writing << 32;
  }

  /// `canon {stream,future}.{read,write}`.
  public static CoreFunc copy(
      CanonicalOptions options, Kind kind, ElementType element, CallMode mode) {
    InstanceState instance = options.instance();
    LiftLowerContext shared = new LiftLowerContext(options, new Peer.Host());
    ValType type = element.in(instance);
    return BuiltinFunc.answer(
        instance,
        copyType(kind),
        args -> {
          BuiltinFunc.checkMayBlock(instance, mode);
          int index = (int) args[0];
          CopyEnd end = instance.asyncHandles().end(index, kind, type);
          end.checkIdle(mode);
          long length = args.length == 2 ? 1 : BuiltinFunc.unsigned(args[2]);
          GuestBuffer buffer =
              new GuestBuffer(use(kind), shared, element, BuiltinFunc.unsigned(args[1]), length);
          return end.copy(instance, index, buffer, mode, BuiltinFunc.BLOCKED);
        });
  }

  private static GuestBuffer.Use use(Kind kind) {
    return switch (kind) {
      case READABLE_STREAM, READABLE_FUTURE -> GuestBuffer.Use.READ;
      case WRITABLE_STREAM, WRITABLE_FUTURE -> GuestBuffer.Use.WRITE;
    };
  }

  private static CoreFuncType copyType(Kind kind) {
    return switch (kind) {
      case READABLE_STREAM, WRITABLE_STREAM -> BuiltinFunc.THREE_TO_I32;
      case READABLE_FUTURE, WRITABLE_FUTURE -> BuiltinFunc.TWO_TO_I32;
    };
  }

  /// `canon {stream,future}.cancel-{read,write}`.
  public static CoreFunc cancel(
      InstanceState instance, Kind kind, ElementType element, CallMode mode) {
    @Nullable ValType type = element.in(instance);
    return BuiltinFunc.answer(
        instance,
        BuiltinFunc.I32_TO_I32,
        args -> {
          BuiltinFunc.checkMayBlock(instance, mode);
          CopyEnd end = instance.asyncHandles().end((int) args[0], kind, type);
          return end.cancel(instance, mode, BuiltinFunc.BLOCKED);
        });
  }

  /// `canon {stream,future}.drop-{readable,writable}`.
  public static CoreFunc drop(InstanceState instance, Kind kind, ElementType element) {
    @Nullable ValType type = element.in(instance);
    return BuiltinFunc.action(
        instance,
        BuiltinFunc.I32_TO_NOTHING,
        args -> instance.asyncHandles().dropEnd((int) args[0], kind, type));
  }
}
