package dev.jawa.component.validate;

import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The core types of lifted and lowered functions, and the options that a function type requires.
/// Spec: `CanonicalABI.md`, flattening, `canon lift` and `canon lower`.
final class FunctionAbi {

  private static final int MAX_FLAT_ASYNC_PARAMS = 4;

  private final Session session;
  private final CanonChecks checks;
  private final CanonOptions options;

  FunctionAbi(Session session, CanonChecks checks) {
    this.session = session;
    this.checks = checks;
    this.options = checks.options();
  }

  /// A core function type that both directions share a shape of.
  record Signature(List<Simple> params, List<Simple> results) {}

  private void asyncNeedsAsyncType(FuncType type) {
    if (options.async() && !type.async()) {
      throw new InvalidException(
          "the `async` canonical option requires an async function type", checks.offset());
    }
  }

  private @Nullable List<Simple> flatParams(FuncType type) {
    return checks.flattening().flatten(type.params().stream().map(FuncType.Param::type));
  }

  private @Nullable List<Simple> flatResult(@Nullable ValType result) {
    return checks.flattening().flatten(Stream.ofNullable(result));
  }

  private boolean paramsHavePointers(FuncType type) {
    return type.params().stream().anyMatch(p -> session.facts.of(p.type()).pointer());
  }

  private boolean resultHasPointers(FuncType type) {
    return type.result() != null && session.facts.of(type.result()).pointer();
  }

  /// What a core function must look like to be lifted to this type.
  Signature lifted(FuncType type) {
    checks.passesNothing(type);
    asyncNeedsAsyncType(type);
    if (options.async() && options.callback().isEmpty()) {
      session.require(Gate.STACKFUL_LIFT, "an async lift without `callback`", checks.offset());
    }
    List<Simple> params = flatParams(type);
    if (params == null || paramsHavePointers(type)) {
      checks.requireRealloc();
    }
    if (params == null) {
      params = List.of(checks.pointer());
    }
    List<Simple> flatResult = flatResult(type.result());
    if (options.async()) {
      if (flatResult == null || resultHasPointers(type)) {
        checks.requireMemory();
      }
      return new Signature(
          params, options.callback().isPresent() ? List.of(Simple.I32) : List.of());
    }
    if (flatResult == null || flatResult.size() > 1) {
      checks.requireMemory();
      return new Signature(params, List.of(checks.pointer()));
    }
    if (resultHasPointers(type)) {
      checks.requireMemory();
    }
    return new Signature(params, flatResult);
  }

  /// Checks the functions that a lift names beside the lifted one.
  ///
  /// @param lifted what [#lifted] gave
  void liftOptions(Signature lifted) {
    options
        .postReturn()
        .ifPresent(func -> checks.signature("post-return", func, lifted.results(), List.of()));
    options
        .callback()
        .ifPresent(func ->
            checks.signature(
                "callback",
                func,
                List.of(Simple.I32, Simple.I32, Simple.I32),
                List.of(Simple.I32)));
  }

  /// What a function of this type looks like when lowered.
  Signature lowered(FuncType type) {
    checks.refuseLiftOnly();
    checks.passesNothing(type);
    checks.lowersToCoreType();
    asyncNeedsAsyncType(type);
    if (paramsHavePointers(type)) {
      checks.requireMemory();
    }
    if (resultHasPointers(type)) {
      checks.requireRealloc();
    }
    List<Simple> params = flatParams(type);
    int max = options.async() ? MAX_FLAT_ASYNC_PARAMS : Flattening.MAX_FLAT_PARAMS;
    if (params == null || params.size() > max) {
      checks.requireMemory();
      params = List.of(checks.pointer());
    }
    params = new ArrayList<>(params);
    List<Simple> result = flatResult(type.result());
    if (options.async()) {
      if (type.result() != null) {
        checks.requireMemory();
        params.add(checks.pointer());
      }
      return new Signature(params, List.of(Simple.I32));
    }
    if (result == null || result.size() > 1) {
      checks.requireMemory();
      params.add(checks.pointer());
      return new Signature(params, List.of());
    }
    return new Signature(params, result);
  }

  /// Compares what a core function is with what it must be.
  static void match(CompositeType found, Signature expected, int func, int offset) {
    if (!(found instanceof CompositeType.Func(var params, var results))) {
      throw new InvalidException("core function " + func + " is not a function type", offset);
    }
    if (!Objects.equals(params, expected.params())) {
      throw new InvalidException(
          mismatch("parameter", expected.params().toString(), params.toString(), func), offset);
    }
    if (!Objects.equals(results, expected.results())) {
      throw new InvalidException(
          mismatch("result", expected.results().toString(), results.toString(), func), offset);
    }
  }

  private static String mismatch(String what, String expected, String found, int func) {
    return "lowered "
        + what
        + " types `"
        + expected
        + "` do not match "
        + what
        + " types `"
        + found
        + "` of core function "
        + func;
  }
}
