package dev.jawa.component.validate;

import dev.jawa.component.ast.AliasTarget;
import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.CoreValueType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The index spaces and names of one component, component type or instance type while it is walked.
final class Scope {

  /// What a scope belongs to.
  enum Kind {
    COMPONENT,
    COMPONENT_TYPE,
    INSTANCE_TYPE
  }

  /// An entry of the core type index space.
  sealed interface CoreTypeEntry {
    /// @param number in [CoreTypes]
    record Sub(int number) implements CoreTypeEntry {}

    record Module(CoreModuleType type) implements CoreTypeEntry {}
  }

  /// An entry of the component index space.
  ///
  /// @param definition if it is known
  record ComponentEntry(ComponentType type, @Nullable ValidatedComponent definition) {}

  final Kind kind;
  final @Nullable Scope parent;
  final Session session;

  final IndexSpace<CoreTypeEntry> coreTypes = new IndexSpace<>("type");
  final IndexSpace<CoreModuleType> coreModules = new IndexSpace<>("module");
  final IndexSpace<Map<String, CoreExternDesc>> coreInstances = new IndexSpace<>("instance");
  final IndexSpace<CoreExternDesc.Func> coreFuncs = new IndexSpace<>("function");
  final IndexSpace<CoreExternDesc.Table> coreTables = new IndexSpace<>("table");
  final IndexSpace<CoreExternDesc.Memory> coreMemories = new IndexSpace<>("memory");
  final IndexSpace<CoreExternDesc.Global> coreGlobals = new IndexSpace<>("global");
  final IndexSpace<CoreExternDesc.Tag> coreTags = new IndexSpace<>("tag");
  final IndexSpace<DefinedType> types = new IndexSpace<>("type");
  final IndexSpace<FuncType> funcs = new IndexSpace<>("function");
  final IndexSpace<InstanceType> instances = new IndexSpace<>("instance");
  final IndexSpace<ComponentEntry> components = new IndexSpace<>("component");
  final Values values = new Values();

  final Map<String, ExternType> imports = new LinkedHashMap<>();
  final Map<String, ExternType> exports = new LinkedHashMap<>();
  final NameScope importNames;
  final NameScope exportNames;
  final Visibility visibility;

  /// Supplied by whoever instantiates.
  final Set<ResourceType> importedResources = new LinkedHashSet<>();

  /// Made here or by an instance made here.
  final Set<ResourceType> definedResources = new LinkedHashSet<>();

  /// The core types that resource types defined in this very component are represented by.
  final Map<ResourceType, CoreValueType> representations = new IdentityHashMap<>();

  /// The one type that the thread-local storage of this component is used with.
  @Nullable CoreValueType contextType;

  Scope(Kind kind, @Nullable Scope parent, Session session) {
    this.kind = kind;
    this.parent = parent;
    this.session = session;
    this.importNames = new NameScope("import", session.gates, session.handles);
    this.exportNames = new NameScope("export", session.gates, session.handles);
    this.visibility = new Visibility(session.handles);
  }

  /// The scope that an outer alias counts to.
  Scope enclosing(int count, int offset) {
    Scope scope = this;
    for (int left = count; left > 0; left--) {
      scope = scope.parent;
      if (scope == null) {
        throw new InvalidException("invalid outer alias count of " + count, offset);
      }
    }
    return scope;
  }

  /// Whether the alias leaves a component, not only types, on its way to the target.
  boolean crossesComponent(AliasTarget.Outer alias) {
    Scope scope = this;
    for (int left = alias.count(); left > 0 && scope != null; left--) {
      if (scope.kind == Kind.COMPONENT) {
        return true;
      }
      scope = scope.parent;
    }
    return false;
  }

  ValType valueType(int index, int offset) {
    if (types.get(index, offset) instanceof DefinedType.Value(ValType type)) {
      return type;
    }
    throw new InvalidException("type index " + index + " is not a defined type", offset);
  }

  FuncType funcType(int index, int offset) {
    if (types.get(index, offset) instanceof DefinedType.Func(FuncType type)) {
      return type;
    }
    throw new InvalidException("type index " + index + " is not a function type", offset);
  }

  InstanceType instanceType(int index, int offset) {
    if (types.get(index, offset) instanceof DefinedType.Instance(InstanceType type)) {
      return type;
    }
    throw new InvalidException("type index " + index + " is not an instance type", offset);
  }

  ComponentType componentType(int index, int offset) {
    if (types.get(index, offset) instanceof DefinedType.Component(ComponentType type)) {
      return type;
    }
    throw new InvalidException("type index " + index + " is not a component type", offset);
  }

  DefinedType.Resource resource(int index, int offset) {
    if (types.get(index, offset) instanceof DefinedType.Resource resource) {
      return resource;
    }
    throw new InvalidException("type index " + index + " is not a resource type", offset);
  }

  CoreModuleType moduleType(int index, int offset) {
    if (coreTypes.get(index, offset) instanceof CoreTypeEntry.Module(CoreModuleType type)) {
      return type;
    }
    throw new InvalidException("core type index " + index + " is not a module type", offset);
  }
}
