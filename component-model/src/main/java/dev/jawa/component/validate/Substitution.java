package dev.jawa.component.validate;

import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Replaces resource types inside types. What does not change stays the same object, and what was
/// one object stays one: the identity of types is what external visibility goes by, and sharing
/// keeps this linear.
final class Substitution {

  private final Map<ResourceType, ResourceType> replacements;
  private final ResourceNames names;
  private final Map<Object, Object> done = new IdentityHashMap<>();

  Substitution(Map<ResourceType, ResourceType> replacements, ResourceNames names) {
    this(replacements, Map.of(), names);
  }

  /// @param counterparts objects that stand for others as they are
  Substitution(
      Map<ResourceType, ResourceType> replacements,
      Map<Object, Object> counterparts,
      ResourceNames names) {
    this.replacements = new IdentityHashMap<>(replacements);
    this.done.putAll(counterparts);
    this.names = names;
  }

  /// Adds a replacement; only before the first use.
  void replace(ResourceType type, ResourceType by) {
    replacements.put(type, by);
  }

  ResourceType resource(ResourceType type) {
    return replacements.getOrDefault(type, type);
  }

  Map<String, ExternType> externs(Map<String, ExternType> types) {
    Map<String, ExternType> replaced = new LinkedHashMap<>();
    boolean changed = false;
    for (var entry : types.entrySet()) {
      ExternType type = extern(entry.getValue());
      changed |= type != entry.getValue();
      replaced.put(entry.getKey(), type);
    }
    return changed ? replaced : types;
  }

  ExternType extern(ExternType type) {
    return switch (type) {
      case ExternType.Func(var func) -> {
        FuncType replaced = func(func);
        yield replaced == func ? type : new ExternType.Func(replaced);
      }
      case ExternType.Instance(var instance) -> {
        InstanceType replaced = instance(instance);
        yield replaced == instance ? type : new ExternType.Instance(replaced);
      }
      case ExternType.Component(var component) -> {
        ComponentType replaced = component(component);
        yield replaced == component ? type : new ExternType.Component(replaced);
      }
      case ExternType.Module _ -> type;
      case ExternType.Value(var value) -> {
        ValType replaced = value(value);
        yield replaced == value ? type : new ExternType.Value(replaced);
      }
      case ExternType.Type(var defined) -> {
        DefinedType replaced = defined(defined);
        yield replaced == defined ? type : new ExternType.Type(replaced);
      }
    };
  }

  private <T> T once(T type, UnaryOperator<T> compute) {
    @SuppressWarnings("unchecked")
    T known = (T) done.get(type);
    if (known == null) {
      known = compute.apply(type);
      done.put(type, known);
    }
    return known;
  }

  DefinedType defined(DefinedType type) {
    return once(type, this::computeDefined);
  }

  private DefinedType computeDefined(DefinedType type) {
    return switch (type) {
      case DefinedType.Value(var value) -> {
        ValType replaced = value(value);
        yield replaced == value ? type : new DefinedType.Value(replaced);
      }
      case DefinedType.Resource(var resource) -> {
        ResourceType replaced = resource(resource);
        yield replaced == resource ? type : new DefinedType.Resource(replaced);
      }
      case DefinedType.Func(var func) -> {
        FuncType replaced = func(func);
        yield replaced == func ? type : new DefinedType.Func(replaced);
      }
      case DefinedType.Instance(var instance) -> {
        InstanceType replaced = instance(instance);
        yield replaced == instance ? type : new DefinedType.Instance(replaced);
      }
      case DefinedType.Component(var component) -> {
        ComponentType replaced = component(component);
        yield replaced == component ? type : new DefinedType.Component(replaced);
      }
    };
  }

  InstanceType instance(InstanceType type) {
    return once(
        type,
        t -> {
          Map<String, ExternType> exports = externs(t.exports());
          return exports == t.exports() ? t : new InstanceType(exports, t.fresh());
        });
  }

  private ComponentType component(ComponentType type) {
    return once(
        type,
        t -> {
          Map<String, ExternType> imports = externs(t.imports());
          Map<String, ExternType> exports = externs(t.exports());
          return imports == t.imports() && exports == t.exports()
              ? t
              : new ComponentType(imports, exports, t.imported(), t.fresh());
        });
  }

  FuncType func(FuncType type) {
    return once(type, this::computeFunc);
  }

  private FuncType computeFunc(FuncType type) {
    ValType result = nullable(type.result());
    boolean changed = result != type.result();
    List<FuncType.Param> params =
        type.params().stream().map(p -> new FuncType.Param(p.label(), value(p.type()))).toList();
    for (int i = 0; i < params.size(); i++) {
      changed |= params.get(i).type() != type.params().get(i).type();
    }
    return changed ? new FuncType(type.async(), params, result) : type;
  }

  private @Nullable ValType nullable(@Nullable ValType type) {
    return type == null ? null : value(type);
  }

  ValType value(ValType type) {
    return type instanceof ValType.Primitive ? type : once(type, this::computeValue);
  }

  private ValType computeValue(ValType type) {
    return switch (type) {
      case ValType.OwnType(var resource) ->
          handle(type, resource, new ValType.OwnType(resource(resource)));
      case ValType.BorrowType(var resource) ->
          handle(type, resource, new ValType.BorrowType(resource(resource)));
      case ValType.Primitive _, ValType.FlagsType _, ValType.EnumType _ -> type;
      default -> {
        ValType rebuilt = ValTypes.map(type, this::value);
        yield ValTypes.sameParts(type, rebuilt) ? type : rebuilt;
      }
    };
  }

  private ValType handle(ValType type, ResourceType resource, ValType replaced) {
    DefinedType.Resource entry = names.entry(type);
    DefinedType.Resource replacedEntry = (DefinedType.Resource) defined(entry);
    if (resource(resource) == resource && entry == replacedEntry) {
      return type;
    }
    names.remember(replaced, replacedEntry);
    return replaced;
  }
}
