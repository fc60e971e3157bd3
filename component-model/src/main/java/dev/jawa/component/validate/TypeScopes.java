package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.ast.Declarator;
import dev.jawa.component.ast.DefType;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Type definitions of all kinds, among them those of components and instances, whose declarators
/// are walked in a scope of their own. Spec: `Explainer.md`, declarators.
final class TypeScopes {

  private final Scope scope;
  private final TypeResolver types;
  private final Externs externs;
  private final Aliases aliases;

  TypeScopes(Scope scope) {
    this.scope = scope;
    this.types = new TypeResolver(scope);
    this.externs = new Externs(scope, types);
    this.aliases = new Aliases(scope, externs);
  }

  TypeResolver types() {
    return types;
  }

  Externs externs() {
    return externs;
  }

  Aliases aliases() {
    return aliases;
  }

  /// Adds a type definition.
  DefinedType define(DefType def, int offset) {
    DefinedType type =
        switch (def) {
          case DefType.DefValType value -> new DefinedType.Value(types.defValType(value, offset));
          case DefType.FuncDef func -> new DefinedType.Func(types.func(func, offset));
          case DefType.ResourceDef resource -> types.resource(resource, offset);
          case DefType.ComponentDef(var declarators) -> component(declarators, offset);
          case DefType.InstanceDef(var declarators) -> instance(declarators);
        };
    scope.session.charge(type, offset);
    scope.types.add(type);
    return type;
  }

  /// Adds a core type definition.
  void coreType(CoreTypeDef def, int offset) {
    switch (def) {
      case CoreTypeDef.Rec group -> types.coreTypes(group, offset);
      case CoreTypeDef.ModuleDef module ->
          scope.coreTypes.add(new Scope.CoreTypeEntry.Module(CoreModules.declared(module, scope)));
    }
  }

  private DefinedType component(List<Declarator> declarators, int offset) {
    Scope inner = new Scope(Scope.Kind.COMPONENT_TYPE, scope, scope.session);
    walk(inner, declarators);
    return new DefinedType.Component(finish(inner, offset));
  }

  private DefinedType instance(List<Declarator> declarators) {
    Scope inner = new Scope(Scope.Kind.INSTANCE_TYPE, scope, scope.session);
    walk(inner, declarators);
    return new DefinedType.Instance(
        new InstanceType(inner.exports, List.copyOf(inner.definedResources)));
  }

  private static void walk(Scope inner, List<Declarator> declarators) {
    TypeScopes scopes = new TypeScopes(inner);
    declarators.forEach(scopes::declare);
  }

  private void declare(Declarator declarator) {
    int offset = declarator.offset();
    switch (declarator) {
      case Declarator.CoreType(int _, var def) -> coreType(def, offset);
      case Declarator.Type(int _, var def) -> define(def, offset);
      case Declarator.Alias(int _, var target) -> aliases.addInType(target, offset);
      case Declarator.Import(int _, var name, var desc) -> externs.addImport(name, desc, offset);
      case Declarator.Export(int _, var name, var desc) -> {
        ExternType type = externs.resolve(desc, name.text(), offset);
        if (desc instanceof ExternDesc.SubResource
            && type instanceof ExternType.Type(DefinedType.Resource(var resource))) {
          scope.definedResources.add(resource);
        }
        externs.addExport(name, type, null, offset);
      }
    }
  }

  /// The type of a component or component type whose definitions have all been seen.
  static ComponentType finish(Scope scope, int offset) {
    Set<ResourceType> inImports = FreeResources.in(scope.imports.values());
    Set<ResourceType> inExports = FreeResources.in(scope.exports.values());
    Set<ResourceType> named = FreeResources.identitySet();
    collectNamed(scope.exports.values(), named);
    List<ResourceType> fresh = new ArrayList<>();
    for (ResourceType resource : scope.definedResources) {
      if (inImports.contains(resource)) {
        throw new InvalidException(
            "local resource type `" + resource.name() + "` found in imports", offset);
      }
      if (inExports.contains(resource)) {
        if (!named.contains(resource)) {
          throw new InvalidException(
              "local resource type `"
                  + resource.name()
                  + "` found in export but not exported itself",
              offset);
        }
        fresh.add(resource);
      }
    }
    return new ComponentType(
        scope.imports, scope.exports, List.copyOf(scope.importedResources), fresh);
  }

  private static void collectNamed(Iterable<ExternType> exports, Set<ResourceType> named) {
    for (ExternType export : exports) {
      switch (export) {
        case ExternType.Type(DefinedType.Resource(var resource)) -> named.add(resource);
        case ExternType.Instance(var instance) -> collectNamed(instance.exports().values(), named);
        default -> {}
      }
    }
  }
}
