package dev.jawa.component.validate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.HeapType;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.FunctionAbi.Signature;
import dev.jawa.component.validate.Gates.Gate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Canonical definitions: what they demand and the functions they add. Spec: `CanonicalABI.md`,
/// canonical definitions.
final class Canons {

  private static final Simple I32 = Simple.I32;
  private static final Simple I64 = Simple.I64;

  private final Scope scope;
  private final Session session;
  private final TypeResolver types;
  private final Slots slots;

  Canons(Scope scope, TypeResolver types, Slots slots) {
    this.scope = scope;
    this.session = scope.session;
    this.types = types;
    this.slots = slots;
  }

  /// Adds the function that a canonical definition makes.
  Resolution add(Canon canon, int offset) {
    return switch (canon) {
      case Canon.Lift lift -> lift(lift, offset);
      case Canon.Lower lower -> lower(lower, offset);
      case Canon.ResourceNew(int type) -> resourceNew(type, offset);
      case Canon.ResourceRep(int type) -> resourceRep(type, offset);
      case Canon.ResourceDrop(int type) -> {
        int slot = slots.slot(scope.resource(type, offset).type());
        core(List.of(I32), List.of());
        yield new Resolution.Resource(slot);
      }
      case Canon.TaskReturn(var result, var options) ->
          taskReturn(types.optional(result, offset), options, offset);
      case Canon.ContextGet(var type, int slot) -> {
        context("context.get", type, slot, offset);
        yield core(List.of(), List.of(type));
      }
      case Canon.ContextSet(var type, int slot) -> {
        context("context.set", type, slot, offset);
        yield core(List.of(type), List.of());
      }
      case Canon.BackpressureInc _, Canon.BackpressureDec _, Canon.TaskCancel _ ->
          core(List.of(), List.of());
      case Canon.SubtaskCancel(boolean async) -> {
        moreAsync(async, "async `subtask.cancel`", offset);
        yield core(List.of(I32), List.of(I32));
      }
      case Canon.SubtaskDrop _, Canon.WaitableSetDrop _ -> core(List.of(I32), List.of());
      case Canon.WaitableSetNew _ -> core(List.of(), List.of(I32));
      case Canon.WaitableSetWait(boolean _, int memory) -> waitableSet(memory, offset);
      case Canon.WaitableSetPoll(boolean _, int memory) -> waitableSet(memory, offset);
      case Canon.WaitableJoin _ -> core(List.of(I32, I32), List.of());
      case Canon.ErrorContextNew(var options) -> errorContextNew(options, offset);
      case Canon.ErrorContextDebugMessage(var options) -> debugMessage(options, offset);
      case Canon.ErrorContextDrop _ -> {
        session.require(Gate.ERROR_CONTEXT, "`error-context.drop`", offset);
        yield core(List.of(I32), List.of());
      }
      case Canon.StreamNew(int type) -> channel(stream(type, offset), List.of(), List.of(I64));
      case Canon.StreamRead(int type, var options) ->
          copy("stream.read", stream(type, offset), options, offset);
      case Canon.StreamWrite(int type, var options) ->
          copy("stream.write", stream(type, offset), options, offset);
      case Canon.StreamCancelRead(int type, boolean async) ->
          cancel(stream(type, offset), async, offset);
      case Canon.StreamCancelWrite(int type, boolean async) ->
          cancel(stream(type, offset), async, offset);
      case Canon.StreamDropReadable(int type) ->
          channel(stream(type, offset), List.of(I32), List.of());
      case Canon.StreamDropWritable(int type) ->
          channel(stream(type, offset), List.of(I32), List.of());
      case Canon.FutureNew(int type) -> channel(future(type, offset), List.of(), List.of(I64));
      case Canon.FutureRead(int type, var options) ->
          copy("future.read", future(type, offset), options, offset);
      case Canon.FutureWrite(int type, var options) ->
          copy("future.write", future(type, offset), options, offset);
      case Canon.FutureCancelRead(int type, boolean async) ->
          cancel(future(type, offset), async, offset);
      case Canon.FutureCancelWrite(int type, boolean async) ->
          cancel(future(type, offset), async, offset);
      case Canon.FutureDropReadable(int type) ->
          channel(future(type, offset), List.of(I32), List.of());
      case Canon.FutureDropWritable(int type) ->
          channel(future(type, offset), List.of(I32), List.of());
      case Canon.ThreadYield _ -> core(List.of(), List.of(I32));
      case Canon.ThreadIndex _, Canon.ThreadSuspend _ -> thread(List.of(), List.of(I32), offset);
      case Canon.ThreadResumeLater _ -> thread(List.of(I32), List.of(), offset);
      case Canon.ThreadSuspendThenResume _,
          Canon.ThreadYieldThenResume _,
          Canon.ThreadSuspendThenPromote _,
          Canon.ThreadYieldThenPromote _ ->
          thread(List.of(I32), List.of(I32), offset);
      case Canon.ThreadNewIndirect(int type, int table) -> newIndirect(type, table, offset);
      case Canon.ThreadSpawnRef(boolean _, int type) -> spawnRef(type, offset);
      case Canon.ThreadSpawnIndirect(boolean _, int type, int table) -> {
        session.require(Gate.SHARED_EVERYTHING_THREADS, "`thread.spawn-indirect`", offset);
        yield startIndirect(type, table, offset);
      }
      case Canon.ThreadAvailableParallelism _ -> {
        session.require(Gate.SHARED_EVERYTHING_THREADS, "`thread.available-parallelism`", offset);
        yield core(List.of(), List.of(I32));
      }
    };
  }

  private Resolution core(
      List<? extends CoreValueType> params, List<? extends CoreValueType> results) {
    scope.coreFuncs.add(new CoreExternDesc.Func(session.coreTypes.func(params, results)));
    return new Resolution.None();
  }

  private Resolution lift(Canon.Lift lift, int offset) {
    FuncType type = scope.funcType(lift.type(), offset);
    int core = scope.coreFuncs.get(lift.coreFunc(), offset).type();
    FunctionAbi abi = new FunctionAbi(session, CanonChecks.of(scope, lift.options(), offset));
    Signature expected = abi.lifted(type);
    FunctionAbi.match(session.coreTypes.get(core).type(), expected, lift.coreFunc(), offset);
    abi.liftOptions(expected);
    scope.funcs.add(type);
    return new Resolution.Func(type);
  }

  private Resolution lower(Canon.Lower lower, int offset) {
    FuncType type = scope.funcs.get(lower.func(), offset);
    FunctionAbi abi = new FunctionAbi(session, CanonChecks.of(scope, lower.options(), offset));
    Signature signature = abi.lowered(type);
    core(signature.params(), signature.results());
    return new Resolution.Func(type);
  }

  private CoreValueType localResource(int type, int offset) {
    CoreValueType rep = scope.representations.get(scope.resource(type, offset).type());
    if (rep == null) {
      throw new InvalidException("type " + type + " is not a local resource", offset);
    }
    return rep;
  }

  private Resolution resourceNew(int type, int offset) {
    core(List.of(localResource(type, offset)), List.of(I32));
    return new Resolution.Resource(slots.slot(scope.resource(type, offset).type()));
  }

  private Resolution resourceRep(int type, int offset) {
    core(List.of(I32), List.of(localResource(type, offset)));
    return new Resolution.Resource(slots.slot(scope.resource(type, offset).type()));
  }

  private Resolution taskReturn(@Nullable ValType result, CanonOptions options, int offset) {
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.refuseRealloc("task.return");
    checks.refuseAsync("task.return");
    List<FuncType.Param> params =
        result == null ? List.of() : List.of(new FuncType.Param("v", result));
    Signature signature =
        new FunctionAbi(session, checks).lowered(new FuncType(false, params, null));
    core(signature.params(), signature.results());
    return new Resolution.Value(result);
  }

  private void context(String builtin, CoreValueType type, int slot, int offset) {
    if (type == I64) {
      session.require(Gate.MEMORY64, "64-bit `" + builtin + "`", offset);
    } else if (type != I32) {
      throw new InvalidException("`" + builtin + "` only supports `i32` or `i64`", offset);
    }
    if (scope.contextType != null && scope.contextType != type) {
      throw new InvalidException("`" + builtin + "` type must match previous context type", offset);
    }
    scope.contextType = type;
    if (slot > 1) {
      throw new InvalidException(
          "`" + builtin + "` immediate must be zero or one: " + slot, offset);
    }
  }

  private void moreAsync(boolean needed, String what, int offset) {
    if (needed) {
      session.require(Gate.MORE_ASYNC_BUILTINS, what, offset);
    }
  }

  private Resolution waitableSet(int memory, int offset) {
    Simple pointer = CanonChecks.addressType(scope, memory, offset);
    return core(List.of(I32, pointer), List.of(I32));
  }

  private Resolution errorContextNew(CanonOptions options, int offset) {
    session.require(Gate.ERROR_CONTEXT, "`error-context.new`", offset);
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.requireMemory();
    checks.refuseAsync("error-context.new");
    checks.refuseLiftOnly();
    return core(List.of(checks.pointer(), checks.pointer()), List.of(I32));
  }

  private Resolution debugMessage(CanonOptions options, int offset) {
    session.require(Gate.ERROR_CONTEXT, "`error-context.debug-message`", offset);
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.requireRealloc();
    checks.refuseAsync("error-context.debug-message");
    checks.refuseLiftOnly();
    return core(List.of(I32, checks.pointer()), List.of());
  }

  private ValType.StreamType stream(int type, int offset) {
    if (scope.valueType(type, offset) instanceof ValType.StreamType stream) {
      return stream;
    }
    throw new InvalidException("type index " + type + " is not a stream type", offset);
  }

  private ValType.FutureType future(int type, int offset) {
    if (scope.valueType(type, offset) instanceof ValType.FutureType future) {
      return future;
    }
    throw new InvalidException("type index " + type + " is not a future type", offset);
  }

  private Resolution channel(ValType type, List<Simple> params, List<Simple> results) {
    core(params, results);
    return new Resolution.Value(type);
  }

  private Resolution cancel(ValType type, boolean async, int offset) {
    moreAsync(async, "async cancellation of a read or write", offset);
    return channel(type, List.of(I32), List.of(I32));
  }

  private Resolution copy(String builtin, ValType type, CanonOptions options, int offset) {
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.refuseLiftOnly();
    moreAsync(!options.async(), "synchronous `" + builtin + "`", offset);
    ValType element = ValTypes.parts(type).stream().findFirst().orElse(null);
    if (element != null) {
      checks.requireMemory();
      if (builtin.endsWith(".read") && session.facts.of(element).pointer()) {
        checks.requireRealloc();
      }
    }
    Simple pointer = checks.pointer();
    return type instanceof ValType.StreamType
        ? channel(type, List.of(I32, pointer, pointer), List.of(pointer))
        : channel(type, List.of(I32, pointer), List.of(I32));
  }

  private Resolution thread(List<Simple> params, List<Simple> results, int offset) {
    session.require(Gate.THREADING, "a threading built-in", offset);
    return core(params, results);
  }

  private Resolution newIndirect(int type, int table, int offset) {
    session.require(Gate.THREADING, "`thread.new-indirect`", offset);
    return startIndirect(type, table, offset);
  }

  private Resolution startIndirect(int type, int table, int offset) {
    CoreValueType closure = startParam(types.coreType(type, offset), offset);
    CoreExternDesc.Table tableType = scope.coreTables.get(table, offset);
    if (!tableType.element().equals(new CoreValueType.Ref(true, HeapType.Abstract.FUNC))) {
      throw new InvalidException("table " + table + " does not hold function references", offset);
    }
    Simple index = tableType.limits().index64() ? I64 : I32;
    if (index == I64) {
      session.require(Gate.MEMORY64, "a 64-bit table", offset);
    }
    return core(List.of(index, closure), List.of(I32));
  }

  private CoreValueType startParam(int type, int offset) {
    if (session.coreTypes.get(type).type() instanceof CompositeType.Func(var params, var results)
        && params.size() == 1
        && results.isEmpty()
        && (params.getFirst() == I32 || params.getFirst() == I64)) {
      if (params.getFirst() == I64) {
        session.require(Gate.MEMORY64, "a thread with an `i64` parameter", offset);
      }
      return params.getFirst();
    }
    throw new InvalidException(
        "the start function of a thread takes a single `i32` and returns nothing", offset);
  }

  private Resolution spawnRef(int type, int offset) {
    session.require(Gate.SHARED_EVERYTHING_THREADS, "`thread.spawn-ref`", offset);
    int number = types.coreType(type, offset);
    CoreValueType closure = startParam(number, offset);
    CoreValueType start = new CoreValueType.Ref(true, new HeapType.Defined(number));
    return core(List.of(start, closure), List.of(I32));
  }
}
