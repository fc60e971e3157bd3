package dev.jawa.component.validate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks a decoded component and resolves it: one walk over the definitions, in order, nested
/// components included. Whether the code of core modules is valid is left to the engine. Spec:
/// `Explainer.md`, `Binary.md` and, for canonical definitions, `CanonicalABI.md`.
public final class ComponentValidator {

  private final Scope scope;
  private final Session session;
  private final Slots slots = new Slots();
  private final TypeScopes types;
  private final Externs externs;
  private final Instances instances;
  private final Canons canons;
  private boolean started;

  private ComponentValidator(@Nullable Scope parent, Session session) {
    this.session = session;
    this.scope = new Scope(Scope.Kind.COMPONENT, parent, session);
    this.types = new TypeScopes(scope);
    this.externs = types.externs();
    this.instances = new Instances(scope);
    this.canons = new Canons(scope, types.types(), slots);
  }

  /// Validates with the default limits.
  ///
  /// @throws InvalidException if the component breaks a rule
  public static ValidatedComponent validate(Component component, Gates gates) {
    return validate(component, gates, ValidationLimits.DEFAULT);
  }

  /// @throws InvalidException if the component breaks a rule or a limit
  public static ValidatedComponent validate(
      Component component, Gates gates, ValidationLimits limits) {
    return new ComponentValidator(null, new Session(gates, limits)).walk(component);
  }

  private ValidatedComponent walk(Component component) {
    List<Resolution> resolutions = new ArrayList<>();
    List<List<ResourceBinding>> bindings = new ArrayList<>();
    for (Definition definition : component.definitions()) {
      resolutions.add(define(definition));
      bindings.add(slots.endDefinition());
    }
    scope.values.checkAllUsed(component.offset());
    return new ValidatedComponent(
        component,
        TypeScopes.finish(scope, component.offset()),
        slots.resources(),
        resolutions,
        bindings,
        session.coreTypes);
  }

  private Resolution define(Definition definition) {
    int offset = definition.offset();
    return switch (definition) {
      case Definition.CoreModule(int _, var _, var shape) -> {
        CoreModuleType type = CoreModules.typeOf(shape, session, offset);
        scope.coreModules.add(type);
        yield new Resolution.Extern(new ExternType.Module(type));
      }
      case Definition.CoreInstantiate instantiate -> {
        scope.coreInstances.add(instances.instantiateCore(instantiate));
        yield new Resolution.None();
      }
      case Definition.CoreExports exports -> {
        scope.coreInstances.add(instances.bundleCore(exports));
        yield new Resolution.None();
      }
      case Definition.CoreType(int _, var type) -> {
        types.coreType(type, offset);
        yield new Resolution.None();
      }
      case Definition.NestedComponent(int _, var component) -> nested(component);
      case Definition.Instantiate instantiate -> instantiate(instantiate);
      case Definition.InstanceExports exports -> {
        InstanceType type = instances.bundle(exports);
        session.charge(new ExternType.Instance(type), offset);
        scope.instances.add(type);
        yield new Resolution.Extern(new ExternType.Instance(type));
      }
      case Definition.Alias(int _, var target) -> {
        Aliases.Added added = types.aliases().add(target, offset);
        yield added.type() == null
            ? new Resolution.None()
            : resolution(added.type(), added.definition());
      }
      case Definition.Type(int _, var def) -> type(types.define(def, offset));
      case Definition.Canonical(int _, var canon) -> canons.add(canon, offset);
      case Definition.Start start -> start(start);
      case Definition.Import item -> importItem(item);
      case Definition.Export item -> export(item);
      case Definition.Value(int _, var ref, var encoded) -> {
        session.require(Gate.VALUES, "a value", offset);
        ValType type = types.types().valType(ref, offset);
        ValueEncoding.check(type, encoded);
        scope.values.add(type);
        yield new Resolution.Value(type);
      }
    };
  }

  private Resolution nested(Component component) {
    ValidatedComponent inner = new ComponentValidator(scope, session).walk(component);
    scope.components.add(new Scope.ComponentEntry(inner.type(), inner));
    return new Resolution.Nested(inner);
  }

  private Resolution instantiate(Definition.Instantiate definition) {
    List<ResourceType> fresh = new ArrayList<>();
    InstanceType type = instances.instantiate(definition, fresh);
    scope.definedResources.addAll(fresh);
    int index = scope.instances.add(type);
    slots.bind(fresh, type.exports(), path -> new Origin.FromInstance(index, path));
    return new Resolution.Extern(new ExternType.Instance(type));
  }

  private Resolution type(DefinedType type) {
    if (type instanceof DefinedType.Resource(ResourceType resource)) {
      slots.bind(resource, new Origin.Defined(scope.types.size() - 1));
    }
    return resolution(new ExternType.Type(type), null);
  }

  private Resolution importItem(Definition.Import item) {
    Externs.Added added = externs.addImport(item.name(), item.type(), item.offset());
    slots.bind(added.fresh(), Map.of(item.name().text(), added.type()), Origin.Imported::new);
    return resolution(added.type(), null);
  }

  private Resolution export(Definition.Export item) {
    int offset = item.offset();
    ExternType found = instances.item(item.item(), offset);
    ValidatedComponent definition =
        item.item().sort() == Sort.COMPONENT
            ? scope.components.get(item.item().index(), offset).definition()
            : null;
    ExternType declared =
        found instanceof ExternType.Type(var type)
            ? new ExternType.Type(externs.renamed(type))
            : found;
    if (item.ascribed() != null) {
      declared = externs.resolve(item.ascribed(), item.name().text(), offset);
      ascribe(found, declared, item);
    }
    Externs.Added added = externs.addExport(item.name(), declared, definition, offset);
    if (added.type() instanceof ExternType.Instance(InstanceType instance)
        && found instanceof ExternType.Instance(InstanceType actual)) {
      slots.bind(
          added.fresh(),
          instance.exports(),
          path -> new Origin.SameAs(slots.slot(resourceAt(actual, path))));
    }
    return resolution(added.type(), definition);
  }

  private void ascribe(ExternType found, ExternType declared, Definition.Export item) {
    Subtyping subtyping = session.subtyping();
    if (item.ascribed() instanceof ExternDesc.SubResource
        && declared instanceof ExternType.Type(DefinedType.Resource(var hidden))
        && found instanceof ExternType.Type(DefinedType.Resource(var actual))) {
      scope.definedResources.add(hidden);
      slots.bind(hidden, new Origin.SameAs(slots.slot(actual)));
      return;
    }
    String mismatch = subtyping.extern(found, declared);
    if (mismatch != null) {
      throw new InvalidException(
          "ascribed type of export is not compatible with item's type: " + mismatch, item.offset());
    }
  }

  private static ResourceType resourceAt(InstanceType instance, List<String> path) {
    ExternType item = Objects.requireNonNull(instance.exports().get(path.getFirst()));
    return switch (item) {
      case ExternType.Type(DefinedType.Resource(var resource)) -> resource;
      case ExternType.Instance(var nested) -> resourceAt(nested, path.subList(1, path.size()));
      default -> throw new IllegalStateException("no resource at " + path);
    };
  }

  private Resolution start(Definition.Start start) {
    int offset = start.offset();
    session.require(Gate.VALUES, "a start function", offset);
    if (started) {
      throw new InvalidException("component cannot have more than one start function", offset);
    }
    started = true;
    FuncType type = scope.funcs.get(start.func(), offset);
    if (type.params().size() != start.args().size()) {
      throw new InvalidException(
          "component start function requires "
              + type.params().size()
              + " arguments but was given "
              + start.args().size(),
          offset);
    }
    if ((type.result() == null ? 0 : 1) != start.results()) {
      throw new InvalidException(
          "component start function has a result count of "
              + start.results()
              + ", which is not that of its type",
          offset);
    }
    for (int i = 0; i < start.args().size(); i++) {
      ValType found = scope.values.use(start.args().get(i), offset);
      String mismatch =
          new ValueEquality((a, b) -> a == b).mismatch(found, type.params().get(i).type());
      if (mismatch != null) {
        throw new InvalidException(
            "value type mismatch for component start function argument " + i + ": " + mismatch,
            offset);
      }
    }
    if (type.result() != null) {
      scope.values.add(type.result());
    }
    return new Resolution.Func(type);
  }

  private Resolution resolution(ExternType type, @Nullable ValidatedComponent definition) {
    return switch (type) {
      case ExternType.Func(var func) -> new Resolution.Func(func);
      case ExternType.Type(DefinedType.Resource(var resource)) ->
          new Resolution.Resource(slots.slot(resource));
      case ExternType.Type(DefinedType.Value(var value)) -> new Resolution.Value(value);
      case ExternType.Component _ when definition != null -> new Resolution.Nested(definition);
      case ExternType.Component _,
          ExternType.Instance _,
          ExternType.Module _,
          ExternType.Value _,
          ExternType.Type _ ->
          new Resolution.Extern(type);
    };
  }
}
