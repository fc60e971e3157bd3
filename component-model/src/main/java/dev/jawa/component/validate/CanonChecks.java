package dev.jawa.component.validate;

import dev.jawa.component.ast.CanonOption;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreSubType.CompositeType;
import dev.jawa.component.type.CoreValueType.Simple;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/// The options of one canonical definition, checked for themselves; what a definition requires of
/// them is asked of the object afterwards. Spec: `CanonicalABI.md`, canonopt validation.
final class CanonChecks {

  private final Scope scope;
  private final CanonOptions options;
  private final int offset;
  private final Simple pointer;

  private CanonChecks(Scope scope, CanonOptions options, int offset) {
    this.scope = scope;
    this.options = options;
    this.offset = offset;
    this.pointer =
        options.memory().isPresent() ? addressType(options.memory().getAsInt()) : Simple.I32;
  }

  static CanonChecks of(Scope scope, CanonOptions options, int offset) {
    once(options, offset);
    CanonChecks checks = new CanonChecks(scope, options, offset);
    checks.combinations();
    checks.gc();
    checks.realloc();
    return checks;
  }

  private static void once(CanonOptions options, int offset) {
    Map<String, CanonOption> seen = new HashMap<>();
    for (CanonOption option : options.options()) {
      CanonOption previous = seen.putIfAbsent(name(option), option);
      if (previous instanceof CanonOption.StringEncoding encoding) {
        throw new InvalidException(
            "canonical encoding option `"
                + words(encoding)
                + "` conflicts with option `"
                + words((CanonOption.StringEncoding) option)
                + "`",
            offset);
      }
      if (previous != null) {
        throw new InvalidException(
            "canonical option `" + name(option) + "` is specified more than once", offset);
      }
    }
  }

  private static String name(CanonOption option) {
    return switch (option) {
      case CanonOption.StringEncoding _ -> "string-encoding";
      case CanonOption.Memory _ -> "memory";
      case CanonOption.Realloc _ -> "realloc";
      case CanonOption.PostReturn _ -> "post-return";
      case CanonOption.Async _ -> "async";
      case CanonOption.Callback _ -> "callback";
      case CanonOption.CoreType _ -> "core-type";
      case CanonOption.Gc _ -> "gc";
    };
  }

  private static String words(CanonOption.StringEncoding encoding) {
    return encoding.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void combinations() {
    if (options.callback().isPresent() && !options.async()) {
      throw new InvalidException("cannot specify callback without async", offset);
    }
    if (options.postReturn().isPresent() && options.async()) {
      throw new InvalidException("cannot specify post-return function in async", offset);
    }
    if (options.realloc().isPresent() && options.memory().isEmpty()) {
      throw new InvalidException(
          "canonical option `realloc` requires `memory` to also be specified", offset);
    }
  }

  private void gc() {
    if (!options.gc()) {
      refuse(options.coreType(), "core-type", "without `gc`");
      return;
    }
    scope.session.require(Gate.GC, "canonical option `gc`", offset);
    refuse(options.memory(), "memory", "along with `gc`");
    refuse(options.realloc(), "realloc", "along with `gc`");
    if (options.async()) {
      throw new InvalidException("`async` with `gc` is not supported", offset);
    }
  }

  /// With `gc` values would cross as objects, which no engine here lets a host make: only functions
  /// without any can do without.
  void passesNothing(FuncType type) {
    if (options.gc() && (!type.params().isEmpty() || type.result() != null)) {
      throw new InvalidException("passing values with `gc` is not supported", offset);
    }
  }

  /// A lowering says which core type it is to have.
  void lowersToCoreType() {
    if (options.gc() && options.coreType().isEmpty()) {
      throw new InvalidException(
          "canonical option `core-type` is required for lowerings with `gc`", offset);
    }
    options
        .coreType()
        .ifPresent(index -> {
          if (!(scope.coreTypes.get(index, offset) instanceof Scope.CoreTypeEntry.Sub(int number))
              || !scope
                  .session
                  .coreTypes
                  .get(number)
                  .type()
                  .equals(new CompositeType.Func(List.of(), List.of()))) {
            throw new InvalidException(
                "canonical option `core-type` uses a type with an incorrect signature", offset);
          }
        });
  }

  private void realloc() {
    options
        .realloc()
        .ifPresent(
            func -> signature("realloc", func, Collections.nCopies(4, pointer), List.of(pointer)));
  }

  /// Demands that the function of an option has just this type.
  void signature(String option, int func, List<Simple> params, List<Simple> results) {
    int type = scope.coreFuncs.get(func, offset).type();
    CompositeType expected = new CompositeType.Func(List.copyOf(params), List.copyOf(results));
    if (!scope.session.coreTypes.get(type).type().equals(expected)) {
      throw new InvalidException(
          "canonical option `" + option + "` uses a core function with an incorrect signature",
          offset);
    }
  }

  /// How the memory of the options is addressed; 32 bits without one.
  Simple pointer() {
    return pointer;
  }

  Flattening flattening() {
    return pointer == Simple.I64 ? scope.session.flat64 : scope.session.flat32;
  }

  /// The address type of a memory that the canonical ABI may use: a plain one.
  private Simple addressType(int memory) {
    return addressType(scope, memory, offset);
  }

  static Simple addressType(Scope scope, int memory, int offset) {
    CoreExternDesc.Memory type = scope.coreMemories.get(memory, offset);
    if (type.shared()) {
      throw new InvalidException(
          "mismatch in the shared flag for memories: the canonical ABI needs an unshared one",
          offset);
    }
    if (!type.limits().index64()) {
      return Simple.I32;
    }
    scope.session.require(Gate.MEMORY64, "a 64-bit memory", offset);
    return Simple.I64;
  }

  void requireMemory() {
    if (options.memory().isEmpty()) {
      throw new InvalidException("canonical option `memory` is required", offset);
    }
  }

  void requireRealloc() {
    requireMemory();
    if (options.realloc().isEmpty()) {
      throw new InvalidException("canonical option `realloc` is required", offset);
    }
  }

  /// Refuses options that only lifting knows.
  void refuseLiftOnly() {
    refuse(options.postReturn(), "post-return", "for lowerings");
    refuse(options.callback(), "callback", "for lowerings");
  }

  void refuseRealloc(String builtin) {
    refuse(options.realloc(), "realloc", "on `" + builtin + "`");
  }

  private void refuse(OptionalInt option, String name, String where) {
    if (option.isPresent()) {
      throw new InvalidException(
          "canonical option `" + name + "` cannot be specified " + where, offset);
    }
  }

  void refuseAsync(String builtin) {
    if (options.async()) {
      throw new InvalidException("cannot specify `async` option on `" + builtin + "`", offset);
    }
  }

  CanonOptions options() {
    return options;
  }

  int offset() {
    return offset;
  }
}
