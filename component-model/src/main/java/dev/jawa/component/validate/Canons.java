package dev.jawa.component.validate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.type.CoreValueType;
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
  private final CoreFuncs functions;
  private final ChannelCanons channels;
  private final ThreadCanons threads;

  Canons(Scope scope, TypeResolver types, Slots slots) {
    this.scope = scope;
    this.session = scope.session;
    this.types = types;
    this.slots = slots;
    this.functions = new CoreFuncs(scope);
    this.channels = new ChannelCanons(scope, functions);
    this.threads = new ThreadCanons(scope, types, functions);
  }

  /// Adds the function that a canonical definition makes.
  Resolution add(Canon canon, int offset) {
    if (isAsync(canon)) {
      session.require(Gate.ASYNC, "an async built-in or option", offset);
    }
    return switch (canon) {
      case Canon.Lift lift -> lift(lift, offset);
      case Canon.Lower lower -> lower(lower, offset);
      case Canon.ResourceNew(int type) -> resourceNew(type, offset);
      case Canon.ResourceRep(int type) -> resourceRep(type, offset);
      case Canon.ResourceDrop(int type) -> {
        int slot = slots.slot(scope.resource(type, offset).type());
        functions.add(List.of(I32), List.of());
        yield new Resolution.Resource(slot);
      }
      case Canon.TaskReturn(var result, var options) ->
          taskReturn(types.optional(result, offset), options, offset);
      case Canon.ContextGet(var type, int slot) -> {
        context("context.get", type, slot, offset);
        yield functions.add(List.of(), List.of(type));
      }
      case Canon.ContextSet(var type, int slot) -> {
        context("context.set", type, slot, offset);
        yield functions.add(List.of(type), List.of());
      }
      case Canon.BackpressureInc _, Canon.BackpressureDec _, Canon.TaskCancel _ ->
          functions.add(List.of(), List.of());
      case Canon.SubtaskCancel(boolean async) -> {
        functions.moreAsync(async, "async `subtask.cancel`", offset);
        yield functions.add(List.of(I32), List.of(I32));
      }
      case Canon.SubtaskDrop _, Canon.WaitableSetDrop _ -> functions.add(List.of(I32), List.of());
      case Canon.WaitableSetNew _ -> functions.add(List.of(), List.of(I32));
      case Canon.WaitableSetWait(boolean _, int memory) -> waitableSet(memory, offset);
      case Canon.WaitableSetPoll(boolean _, int memory) -> waitableSet(memory, offset);
      case Canon.WaitableJoin _ -> functions.add(List.of(I32, I32), List.of());
      case Canon.ErrorContextNew(var options) -> errorContextNew(options, offset);
      case Canon.ErrorContextDebugMessage(var options) -> debugMessage(options, offset);
      case Canon.ErrorContextDrop _ -> {
        session.require(Gate.ERROR_CONTEXT, "`error-context.drop`", offset);
        yield functions.add(List.of(I32), List.of());
      }
      case Canon.ChannelBuiltin channel -> channels.add(channel, offset);
      case Canon.ThreadBuiltin thread -> threads.add(thread, offset);
    };
  }

  private static boolean isAsync(Canon canon) {
    return switch (canon) {
      case Canon.ResourceNew _, Canon.ResourceRep _, Canon.ResourceDrop _ -> false;
      case Canon.Lift(var _, var options, var _) -> options.async();
      case Canon.Lower(var _, var options) -> options.async();
      case Canon.ErrorContextNew _,
          Canon.ErrorContextDebugMessage _,
          Canon.ErrorContextDrop _,
          Canon.ThreadBuiltin _ ->
          // They have gates of their own.
          false;
      default -> true;
    };
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
    functions.add(signature.params(), signature.results());
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
    functions.add(List.of(localResource(type, offset)), List.of(I32));
    return new Resolution.Resource(slots.slot(scope.resource(type, offset).type()));
  }

  private Resolution resourceRep(int type, int offset) {
    functions.add(List.of(I32), List.of(localResource(type, offset)));
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
    functions.add(signature.params(), signature.results());
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

  private Resolution waitableSet(int memory, int offset) {
    Simple pointer = CanonChecks.addressType(scope, memory, offset);
    return functions.add(List.of(I32, pointer), List.of(I32));
  }

  private Resolution errorContextNew(CanonOptions options, int offset) {
    session.require(Gate.ERROR_CONTEXT, "`error-context.new`", offset);
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.requireMemory();
    checks.refuseAsync("error-context.new");
    checks.refuseLiftOnly();
    return functions.add(List.of(checks.pointer(), checks.pointer()), List.of(I32));
  }

  private Resolution debugMessage(CanonOptions options, int offset) {
    session.require(Gate.ERROR_CONTEXT, "`error-context.debug-message`", offset);
    CanonChecks checks = CanonChecks.of(scope, options, offset);
    checks.requireRealloc();
    checks.refuseAsync("error-context.debug-message");
    checks.refuseLiftOnly();
    return functions.add(List.of(I32, checks.pointer()), List.of());
  }
}
