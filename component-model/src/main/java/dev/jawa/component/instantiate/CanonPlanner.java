package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.canon.Codecs;
import dev.jawa.component.canon.Signature;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.GuestTask;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.Resolution;
import dev.jawa.engine.CoreValType;
import dev.jawa.engine.UnsupportedModuleException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Plans the canonical definitions of one component; each function type is compiled once.
final class CanonPlanner {

  private final IndexSpaces spaces;
  private final ResourceSlots resources;
  private final List<Step> steps;
  private final Map<FuncType, Signature> signatures = new IdentityHashMap<>();
  private final Codecs codecs;
  private boolean needsScheduler;

  CanonPlanner(
      List<ResourceType> types, IndexSpaces spaces, ResourceSlots resources, List<Step> steps) {
    this.codecs = new Codecs(types);
    this.spaces = spaces;
    this.resources = resources;
    this.steps = steps;
  }

  void define(Definition.Canonical definition, Resolution resolution) {
    switch (definition.canon()) {
      case Canon.Lift lift -> lift(lift, resolution);
      case Canon.Lower lower -> lower(lower, resolution);
      case Canon.ResourceNew _ ->
          steps.add(new Step.ResourceNew(resources.slotOf(resolution), coreFuncRegister()));
      case Canon.ResourceDrop _ ->
          steps.add(new Step.ResourceDrop(resources.slotOf(resolution), coreFuncRegister()));
      case Canon.ResourceRep _ ->
          steps.add(new Step.ResourceRep(resources.slotOf(resolution), coreFuncRegister()));
      case Canon.ContextGet(var type, int slot) ->
          steps.add(new Step.ContextGet(coreType(type), slot, coreFuncRegister()));
      case Canon.ContextSet(var type, int slot) ->
          steps.add(new Step.ContextSet(coreType(type), slot, coreFuncRegister()));
      case Canon.BackpressureInc _ -> steps.add(new Step.Backpressure(1, coreFuncRegister()));
      case Canon.BackpressureDec _ -> steps.add(new Step.Backpressure(-1, coreFuncRegister()));
      default -> builtin(definition, resolution);
    }
  }

  /// Whether a definition can block or be blocked, so that calls need threads of their own.
  boolean needsScheduler() {
    return needsScheduler || codecs.usesChannels();
  }

  private void lift(Canon.Lift lift, Resolution resolution) {
    Signature signature = signature(resolution);
    Step.Options given = Step.Options.of(lift.options(), spaces);
    int core = spaces.register(Sort.CORE_FUNC, lift.coreFunc());
    int callback = spaces.optional(Sort.CORE_FUNC, lift.options().callback());
    GuestTask.Kind kind = kind(signature.type(), lift.options());
    needsScheduler |= kind != GuestTask.Kind.SYNC_TYPE;
    int target = spaces.define(Sort.FUNC, null);
    steps.add(new Step.Lift(signature, core, given, kind, callback, target));
  }

  private static GuestTask.Kind kind(FuncType type, CanonOptions options) {
    if (!type.async()) {
      return GuestTask.Kind.SYNC_TYPE;
    }
    if (!options.async()) {
      return GuestTask.Kind.SYNC_LIFT;
    }
    return options.callback().isPresent() ? GuestTask.Kind.CALLBACK : GuestTask.Kind.STACKFUL;
  }

  private void lower(Canon.Lower lower, Resolution resolution) {
    CallMode mode = CallMode.of(lower.options().async());
    needsScheduler |= mode == CallMode.ASYNC || type(resolution).async();
    Signature signature =
        switch (mode) {
          case SYNC -> signature(resolution);
          case ASYNC -> Signature.of(type(resolution), codecs, mode);
        };
    Step.Options given = Step.Options.of(lower.options(), spaces);
    int lifted = spaces.register(Sort.FUNC, lower.func());
    int target = spaces.define(Sort.CORE_FUNC, null);
    steps.add(new Step.Lower(signature, lifted, given, mode, target));
  }

  private void builtin(Definition.Canonical definition, Resolution resolution) {
    Step.Maker maker = new AsyncCanonPlanner(spaces, codecs).plan(definition.canon(), resolution);
    if (maker == null) {
      throw unsupported("the built-in " + name(definition.canon()), definition.offset());
    }
    needsScheduler = true;
    steps.add(new Step.MakeBuiltin(maker, coreFuncRegister()));
  }

  private static CoreValType coreType(CoreValueType type) {
    return type == CoreValueType.Simple.I64 ? CoreValType.I64 : CoreValType.I32;
  }

  private int coreFuncRegister() {
    return spaces.define(Sort.CORE_FUNC, null);
  }

  private static FuncType type(Resolution resolution) {
    if (!(resolution instanceof Resolution.Func(var type))) {
      throw new IllegalStateException("a function is not resolved: " + resolution);
    }
    return type;
  }

  private Signature signature(Resolution resolution) {
    return signatures.computeIfAbsent(type(resolution), unknown -> Signature.of(unknown, codecs));
  }

  private static String name(Canon canon) {
    String words = canon.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
    return words.toLowerCase(Locale.ROOT);
  }

  static UnsupportedModuleException unsupported(String what, int offset) {
    return new UnsupportedModuleException(
        "the component uses %s (at offset 0x%x), which this version of Jawa cannot run yet"
            .formatted(what, offset));
  }
}
