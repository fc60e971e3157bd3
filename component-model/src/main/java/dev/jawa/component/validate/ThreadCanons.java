package dev.jawa.component.validate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.CoreValueType.HeapType;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.validate.Gates.Gate;
import java.util.List;

/// The built-ins of threads. Spec: `CanonicalABI.md`, `canon thread.index` and those that follow.
final class ThreadCanons {

  private static final Simple I32 = Simple.I32;
  private static final Simple I64 = Simple.I64;

  private final Scope scope;
  private final Session session;
  private final TypeResolver types;
  private final CoreFuncs functions;

  ThreadCanons(Scope scope, TypeResolver types, CoreFuncs functions) {
    this.scope = scope;
    this.session = scope.session;
    this.types = types;
    this.functions = functions;
  }

  Resolution add(Canon.ThreadBuiltin builtin, int offset) {
    return switch (builtin) {
      case Canon.ThreadYield _ -> functions.add(List.of(), List.of(I32));
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
        yield functions.add(List.of(), List.of(I32));
      }
    };
  }

  private Resolution thread(List<Simple> params, List<Simple> results, int offset) {
    session.require(Gate.THREADING, "a threading built-in", offset);
    return functions.add(params, results);
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
    return functions.add(List.of(index, closure), List.of(I32));
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
    return functions.add(List.of(start, closure), List.of(I32));
  }
}
