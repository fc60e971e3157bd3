package dev.jawa.component.canon;

import dev.jawa.component.canon.Peer.Item;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreFuncType;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.Trap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the parameters and the result of one function type cross: flat, or through memory where
/// there are too many. Immutable, shared by all instances. Spec: `CanonicalABI.md`,
/// `lift_flat_values` and `lower_flat_values`.
public final class Signature {

  private final FuncType type;
  private final RecordCodec params;
  private final boolean paramsInMemory;
  private final @Nullable Codec result;
  private final boolean resultInMemory;
  private final CoreFuncType lowered;
  private final boolean lends;

  private Signature(FuncType type, RecordCodec params, @Nullable Codec result, CallMode lowering) {
    this.type = type;
    this.params = params;
    boolean async = lowering == CallMode.ASYNC;
    int maxParams = async ? Flattening.MAX_FLAT_ASYNC_PARAMS : Flattening.MAX_FLAT_PARAMS;
    int maxResults = async ? 0 : Flattening.MAX_FLAT_RESULTS;
    this.paramsInMemory = params.flatTypes().size() > maxParams;
    this.result = result;
    this.resultInMemory = result != null && result.flatTypes().size() > maxResults;
    this.lends = params.lends();
    this.lowered = loweredType(lowering);
  }

  /// @param codecs of the component that lifts or lowers with this type
  public static Signature of(FuncType type, Codecs codecs) {
    return of(type, codecs, CallMode.SYNC);
  }

  /// Like [#of(FuncType, Codecs)], to be lowered like that. What is lifted is the same for both.
  public static Signature of(FuncType type, Codecs codecs, CallMode lowering) {
    RecordCodec params =
        new RecordCodec(type.params().stream().map(param -> codecs.of(param.type())).toList());
    ValType resultType = type.result();
    return new Signature(type, params, resultType == null ? null : codecs.of(resultType), lowering);
  }

  private CoreFuncType loweredType(CallMode lowering) {
    List<CoreValType> coreParams = new ArrayList<>();
    coreParams.addAll(paramsInMemory ? Flattening.I32 : params.flatTypes());
    if (resultInMemory) {
      coreParams.add(CoreValType.I32);
    }
    if (lowering == CallMode.ASYNC) {
      return new CoreFuncType(coreParams, Flattening.I32);
    }
    List<CoreValType> coreResults =
        result == null || resultInMemory ? List.of() : result.flatTypes();
    return new CoreFuncType(coreParams, coreResults);
  }

  public FuncType type() {
    return type;
  }

  /// The core type of the function that a guest imports.
  CoreFuncType lowered() {
    return lowered;
  }

  /// Whether a parameter holds a borrowed handle, so that a call needs a scope for it.
  boolean lends() {
    return lends;
  }

  // The side of the callee

  /// Values to the arguments of the guest's function.
  long[] lowerParams(LiftLowerContext cx, Object[] values) {
    if (paramsInMemory) {
      long address = cx.allocate(Item.VALUES, params.alignment(), params.size());
      params.store(cx, values, address);
      return new long[] {address};
    }
    long[] flat = new long[params.flatTypes().size()];
    params.lower(cx, values, flat, 0);
    return flat;
  }

  /// The result of the guest's function to a value, `null` if the type has none.
  @Nullable Object liftResult(LiftLowerContext cx, long[] flat) {
    if (result == null) {
      return null;
    }
    if (resultInMemory) {
      long address = flat[0] & 0xFFFF_FFFFL;
      cx.checkRange(Item.VALUES, address, result.size(), result.alignment());
      return result.load(cx, address);
    }
    return result.lift(cx, flat, 0);
  }

  // The side of the caller

  /// The arguments that a guest calls with to values.
  Object[] liftParams(LiftLowerContext cx, long[] flat) {
    if (paramsInMemory) {
      long address = flat[0] & 0xFFFF_FFFFL;
      cx.checkRange(Item.VALUES, address, params.size(), params.alignment());
      return params.load(cx, address);
    }
    return params.lift(cx, flat, 0);
  }

  /// Traps if a result in memory would not find room. Done before a host function runs, so that
  /// what it makes for the guest cannot get lost.
  void checkResultRoom(LiftLowerContext cx, long[] arguments) {
    if (result != null && resultInMemory) {
      long address = arguments[arguments.length - 1] & 0xFFFF_FFFFL;
      cx.checkRange(Item.VALUES, address, result.size(), result.alignment());
    }
  }

  /// Like [#lowerResult], for a result of the host: what it owns and a trap keeps from arriving is
  /// destroyed with the store.
  long[] lowerHostResult(LiftLowerContext cx, @Nullable Object value, long[] arguments) {
    try {
      return lowerResult(cx, value, arguments);
    } catch (Trap trap) {
      if (result != null && value != null) {
        result.forEachOwned(value, cx.instance().handles()::keepUnlessArrived);
      }
      throw trap;
    }
  }

  /// A value to what the guest's call answers.
  ///
  /// @param arguments the flat arguments of the call, the last of which says where a result in
  ///   memory goes
  long[] lowerResult(LiftLowerContext cx, @Nullable Object value, long[] arguments) {
    if (result == null) {
      return HostFunction.NONE;
    }
    if (value == null) {
      throw new IllegalArgumentException("the host gave no result for " + type);
    }
    if (resultInMemory) {
      checkResultRoom(cx, arguments);
      result.store(cx, value, arguments[arguments.length - 1] & 0xFFFF_FFFFL);
      return HostFunction.NONE;
    }
    long[] flat = new long[1];
    result.lower(cx, value, flat, 0);
    return flat;
  }
}
