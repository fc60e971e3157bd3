package dev.jawa.component.validate;

import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides whether one type may stand where another is expected. Every method returns what is
/// wrong, or `null`. Resource types that the expected side leaves open are bound to what the found
/// side has at the same place. Spec: `Explainer.md`, type checking.
final class Subtyping {

  /// What the open resource types stand for, on both sides.
  private final Map<ResourceType, ResourceType> bound;

  /// Which entry or value type of the found side stands at the place of one of the expected side.
  private final Map<Object, Object> counterparts = new IdentityHashMap<>();

  private final CoreTypes core;
  private final ValueEquality values;

  Subtyping(CoreTypes core) {
    this(core, new IdentityHashMap<>());
  }

  private Subtyping(CoreTypes core, Map<ResourceType, ResourceType> bound) {
    this.core = core;
    this.bound = bound;
    this.values = new ValueEquality(this::sameResource);
  }

  /// What was bound so far, as a substitution.
  Substitution substitution(ResourceNames names) {
    return new Substitution(bound, counterparts, names);
  }

  private ResourceType resolve(ResourceType type) {
    return bound.getOrDefault(type, type);
  }

  private boolean sameResource(ResourceType a, ResourceType b) {
    return resolve(a) == resolve(b);
  }

  /// Binds open resource types by the places where the expected side names them.
  void bind(
      Collection<ResourceType> open,
      Map<String, ExternType> found,
      Map<String, ExternType> expected) {
    Set<ResourceType> left = FreeResources.identitySet();
    left.addAll(open);
    bindItems(left, found, expected);
  }

  private void bindItems(
      Set<ResourceType> open, Map<String, ExternType> found, Map<String, ExternType> expected) {
    for (var entry : expected.entrySet()) {
      ExternType item = found.get(entry.getKey());
      switch (entry.getValue()) {
        case ExternType.Type(var type) -> {
          if (item instanceof ExternType.Type(var actual)) {
            bindType(open, actual, type);
          }
        }
        case ExternType.Instance(var instance) -> {
          if (item instanceof ExternType.Instance(var actual)) {
            bindItems(open, actual.exports(), instance.exports());
          }
        }
        default -> {}
      }
    }
  }

  private void bindType(Set<ResourceType> open, DefinedType found, DefinedType expected) {
    if (found instanceof DefinedType.Resource(var actual)
        && expected instanceof DefinedType.Resource(var resource)) {
      counterparts.put(expected, found);
      if (open.remove(resource)) {
        bound.put(resource, resolve(actual));
      }
    } else if (found instanceof DefinedType.Value(var actual)
        && expected instanceof DefinedType.Value(var value)) {
      counterparts.put(value, actual);
    }
  }

  @Nullable String extern(ExternType found, ExternType expected) {
    return switch (expected) {
      case ExternType.Func(var want) ->
          found instanceof ExternType.Func(var have) ? func(have, want) : kinds(found, expected);
      case ExternType.Instance(var want) ->
          found instanceof ExternType.Instance(var have)
              ? instance(have, want)
              : kinds(found, expected);
      case ExternType.Component(var want) ->
          found instanceof ExternType.Component(var have)
              ? component(have, want)
              : kinds(found, expected);
      case ExternType.Module(var want) ->
          found instanceof ExternType.Module(var have)
              ? new CoreSubtyping(core).module(have, want)
              : kinds(found, expected);
      case ExternType.Value(var want) ->
          found instanceof ExternType.Value(var have)
              ? values.mismatch(have, want)
              : kinds(found, expected);
      case ExternType.Type(var want) ->
          found instanceof ExternType.Type(var have) ? type(have, want) : kinds(found, expected);
    };
  }

  private static String kinds(ExternType found, ExternType expected) {
    return "expected " + Describe.kind(expected) + ", found " + Describe.kind(found);
  }

  private @Nullable String type(DefinedType found, DefinedType expected) {
    if (found instanceof DefinedType.Resource(var have)
        && expected instanceof DefinedType.Resource(var want)) {
      return sameResource(have, want) ? null : ValueEquality.RESOURCES_DIFFER;
    }
    if (found instanceof DefinedType.Value(var have)
        && expected instanceof DefinedType.Value(var want)) {
      return values.mismatch(have, want);
    }
    if (found instanceof DefinedType.Func(var have)
        && expected instanceof DefinedType.Func(var want)) {
      return func(have, want);
    }
    if (found instanceof DefinedType.Instance(var have)
        && expected instanceof DefinedType.Instance(var want)) {
      return either(instance(have, want), () -> instance(want, have));
    }
    if (found instanceof DefinedType.Component(var have)
        && expected instanceof DefinedType.Component(var want)) {
      return either(component(have, want), () -> component(want, have));
    }
    return "expected " + Describe.kind(expected) + ", found " + Describe.kind(found);
  }

  private static @Nullable String either(
      @Nullable String first, Supplier<@Nullable String> second) {
    return first != null ? first : second.get();
  }

  @Nullable String func(FuncType found, FuncType expected) {
    if (found == expected) {
      return null;
    }
    if (found.async() != expected.async()) {
      return "expected "
          + (expected.async() ? "an async" : "a sync")
          + " function, found "
          + (found.async() ? "an async" : "a sync")
          + " one";
    }
    if (found.params().size() != expected.params().size()) {
      return "expected " + expected.params().size() + " parameters, found " + found.params().size();
    }
    for (int i = 0; i < found.params().size(); i++) {
      String mismatch = param(found.params().get(i), expected.params().get(i));
      if (mismatch != null) {
        return mismatch;
      }
    }
    return result(found, expected);
  }

  private @Nullable String param(FuncType.Param found, FuncType.Param expected) {
    if (!found.label().equals(expected.label())) {
      return "expected parameter named `" + expected.label() + "`, found `" + found.label() + "`";
    }
    return within(
        "type mismatch in function parameter `" + expected.label() + "`",
        values.mismatch(found.type(), expected.type()));
  }

  private @Nullable String result(FuncType found, FuncType expected) {
    if (found.result() == null || expected.result() == null) {
      return Objects.equals(found.result(), expected.result())
          ? null
          : found.result() == null
              ? "expected a result, found none"
              : "expected no result, found a result"
                  + " (seen from the other side: expected a result, found none)";
    }
    return within(
        "type mismatch with result type", values.mismatch(found.result(), expected.result()));
  }

  static @Nullable String within(String context, @Nullable String mismatch) {
    return mismatch == null ? null : context + ": " + mismatch;
  }

  @Nullable String instance(InstanceType found, InstanceType expected) {
    if (found == expected) {
      return null;
    }
    bind(expected.fresh(), found.exports(), expected.exports());
    for (var entry : expected.exports().entrySet()) {
      ExternType item = found.exports().get(entry.getKey());
      if (item == null) {
        return "missing expected export `" + entry.getKey() + "`";
      }
      String mismatch = extern(item, entry.getValue());
      if (mismatch != null) {
        return "type mismatch in instance export `" + entry.getKey() + "`: " + mismatch;
      }
    }
    return null;
  }

  private @Nullable String component(ComponentType found, ComponentType expected) {
    if (found == expected) {
      return null;
    }
    Subtyping inside = new Subtyping(core, new IdentityHashMap<>(bound));
    String imports =
        inside.supplies("import", expected.imports(), found.imported(), found.imports());
    return imports != null
        ? imports
        : inside.supplies("export", found.exports(), expected.fresh(), expected.exports());
  }

  /// Whether what is there covers what is wanted, names and types.
  ///
  /// @param what "import" or "export", for messages
  /// @param open the resource types that the wanted side leaves open
  @Nullable String supplies(
      String what,
      Map<String, ExternType> supplied,
      Collection<ResourceType> open,
      Map<String, ExternType> wanted) {
    bind(open, supplied, wanted);
    for (var entry : wanted.entrySet()) {
      ExternType item = supplied.get(entry.getKey());
      if (item == null) {
        return "missing " + what + " named `" + entry.getKey() + "`";
      }
      String mismatch = extern(item, entry.getValue());
      if (mismatch != null) {
        return "type mismatch for " + what + " `" + entry.getKey() + "`: " + mismatch;
      }
    }
    return null;
  }
}
