package dev.jawa.component.validate;

import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.ExternName;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates.Gate;
import dev.jawa.component.validate.Visibility.Direction;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Imports and exports of components and of their types. Spec: `Explainer.md`, import and export
/// definitions and declarators.
final class Externs {

  private final Scope scope;
  private final Session session;
  private final TypeResolver types;

  Externs(Scope scope, TypeResolver types) {
    this.scope = scope;
    this.session = scope.session;
    this.types = types;
  }

  /// The type that an import or export declares. A type that it introduces is a new object, even if
  /// equal to another.
  ExternType resolve(ExternDesc desc, String name, int offset) {
    return switch (desc) {
      case ExternDesc.CoreModule(int type) -> new ExternType.Module(scope.moduleType(type, offset));
      case ExternDesc.Func(int type) -> new ExternType.Func(scope.funcType(type, offset));
      case ExternDesc.Component(int type) ->
          new ExternType.Component(scope.componentType(type, offset));
      case ExternDesc.Instance(int type) ->
          new ExternType.Instance(scope.instanceType(type, offset));
      case ExternDesc.ValueEq(int value) -> {
        session.require(Gate.VALUES, "a value", offset);
        yield new ExternType.Value(scope.values.use(value, offset));
      }
      case ExternDesc.Value(var type) -> {
        session.require(Gate.VALUES, "a value", offset);
        yield new ExternType.Value(types.valType(type, offset));
      }
      case ExternDesc.TypeEq(int type) ->
          new ExternType.Type(renamed(scope.types.get(type, offset)));
      case ExternDesc.SubResource() ->
          new ExternType.Type(new DefinedType.Resource(new ResourceType(name)));
    };
  }

  /// An equal type as an object of its own, which can have a name of its own.
  DefinedType renamed(DefinedType type) {
    return switch (type) {
      case DefinedType.Value(var value) -> new DefinedType.Value(renamed(value));
      case DefinedType.Resource(var resource) -> new DefinedType.Resource(resource);
      case DefinedType.Func(var func) -> new DefinedType.Func(func);
      case DefinedType.Instance(var instance) -> new DefinedType.Instance(instance);
      case DefinedType.Component(var component) -> new DefinedType.Component(component);
    };
  }

  private ValType renamed(ValType type) {
    ValType copy = ValTypes.map(type, UnaryOperator.identity());
    if (type instanceof ValType.OwnType || type instanceof ValType.BorrowType) {
      session.handles.remember(copy, session.handles.entry(type));
    }
    return copy;
  }

  /// What an import or export added.
  ///
  /// @param fresh the resource types that came with it
  record Added(ExternType type, List<ResourceType> fresh) {}

  /// Adds an import. Resource types that come with it are fresh.
  Added addImport(ExternName name, ExternDesc desc, int offset) {
    ExternType declared = resolve(desc, name.text(), offset);
    session.charge(declared, offset);
    List<ResourceType> fresh = new ArrayList<>();
    ExternType type = freshened(declared, fresh);
    if (type instanceof ExternType.Type(DefinedType.Resource entry)) {
      scope.importNames.register(name.text(), entry);
      if (desc instanceof ExternDesc.SubResource) {
        fresh.add(entry.type());
      }
    }
    scope.importedResources.addAll(fresh);
    addToSpace(type, null, offset);
    admit(Direction.IMPORT, type, offset);
    scope.importNames.add(name, type);
    scope.imports.put(name.text(), type);
    return new Added(type, fresh);
  }

  /// Adds an export: of a definition, or as a type declares it. Resource types that come with a
  /// declaration are fresh.
  ///
  /// @param definition of an exported component, if known
  Added addExport(
      ExternName name, ExternType declared, @Nullable ValidatedComponent definition, int offset) {
    session.charge(declared, offset);
    List<ResourceType> fresh = new ArrayList<>();
    ExternType type = freshened(declared, fresh);
    scope.definedResources.addAll(fresh);
    if (type instanceof ExternType.Type(DefinedType.Resource entry)) {
      scope.exportNames.register(name.text(), entry);
    }
    addToSpace(type, definition, offset);
    admit(Direction.EXPORT, type, offset);
    scope.exportNames.add(name, type);
    scope.exports.put(name.text(), type);
    return new Added(type, fresh);
  }

  private void admit(Direction direction, ExternType type, int offset) {
    if (scope.kind != Scope.Kind.INSTANCE_TYPE && !scope.visibility.admit(direction, type)) {
      throw new InvalidException(
          Describe.kind(type)
              + " not valid to be used as "
              + (direction == Direction.IMPORT ? "import" : "export")
              + ": it uses a type that has no name outside",
          offset);
    }
  }

  /// The type of one particular instance: what the instance type leaves open becomes resource types
  /// of the scope.
  private ExternType freshened(ExternType type, List<ResourceType> fresh) {
    if (!(type instanceof ExternType.Instance(InstanceType instance))
        || instance.fresh().isEmpty()) {
      return type;
    }
    Map<ResourceType, ResourceType> replacements = new IdentityHashMap<>();
    for (ResourceType resource : instance.fresh()) {
      ResourceType replacement = new ResourceType(resource.name());
      replacements.put(resource, replacement);
      fresh.add(replacement);
    }
    Substitution substitution = new Substitution(replacements, session.handles);
    return new ExternType.Instance(
        new InstanceType(substitution.externs(instance.exports()), List.of()));
  }

  /// Adds an entry to the index space that the type belongs to.
  void addToSpace(ExternType type, @Nullable ValidatedComponent definition, int offset) {
    switch (type) {
      case ExternType.Func(var func) -> scope.funcs.add(func);
      case ExternType.Instance(var instance) -> scope.instances.add(instance);
      case ExternType.Component(var component) ->
          scope.components.add(new Scope.ComponentEntry(component, definition));
      case ExternType.Module(var module) -> scope.coreModules.add(module);
      case ExternType.Value(var value) -> {
        session.require(Gate.VALUES, "a value", offset);
        scope.values.add(value);
      }
      case ExternType.Type(var defined) -> scope.types.add(defined);
    }
  }
}
