package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Canon;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.canon.Codecs;
import dev.jawa.component.canon.Signature;
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

  CanonPlanner(
      List<ResourceType> types, IndexSpaces spaces, ResourceSlots resources, List<Step> steps) {
    this.codecs = new Codecs(types);
    this.spaces = spaces;
    this.resources = resources;
    this.steps = steps;
  }

  void define(Definition.Canonical definition, Resolution resolution) {
    switch (definition.canon()) {
      case Canon.Lift(int coreFunc, CanonOptions options, int _) -> {
        Signature signature = signature(resolution);
        Step.Options given = options(options, definition.offset());
        int core = spaces.register(Sort.CORE_FUNC, coreFunc);
        steps.add(new Step.Lift(signature, core, given, spaces.define(Sort.FUNC, null)));
      }
      case Canon.Lower(int func, CanonOptions options) -> {
        Signature signature = signature(resolution);
        Step.Options given = options(options, definition.offset());
        int lifted = spaces.register(Sort.FUNC, func);
        steps.add(new Step.Lower(signature, lifted, given, spaces.define(Sort.CORE_FUNC, null)));
      }
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
      default -> throw unsupported("the built-in " + name(definition.canon()), definition.offset());
    }
  }

  private static CoreValType coreType(CoreValueType type) {
    return type == CoreValueType.Simple.I64 ? CoreValType.I64 : CoreValType.I32;
  }

  private int coreFuncRegister() {
    return spaces.define(Sort.CORE_FUNC, null);
  }

  private Signature signature(Resolution resolution) {
    if (!(resolution instanceof Resolution.Func(var type))) {
      throw new IllegalStateException("a function is not resolved: " + resolution);
    }
    return signatures.computeIfAbsent(type, unknown -> Signature.of(unknown, codecs));
  }

  private Step.Options options(CanonOptions options, int offset) {
    if (options.async() || options.callback().isPresent()) {
      throw unsupported("an asynchronous function", offset);
    }
    return new Step.Options(
        options.stringEncoding(),
        spaces.optional(Sort.CORE_MEMORY, options.memory()),
        spaces.optional(Sort.CORE_FUNC, options.realloc()),
        spaces.optional(Sort.CORE_FUNC, options.postReturn()));
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
