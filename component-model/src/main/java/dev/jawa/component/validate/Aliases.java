package dev.jawa.component.validate;

import dev.jawa.component.ast.AliasTarget;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import org.jspecify.annotations.Nullable;

/// Alias definitions. Spec: `Binary.md`, alias definitions.
final class Aliases {

  private final Scope scope;
  private final Externs externs;

  Aliases(Scope scope, Externs externs) {
    this.scope = scope;
    this.externs = externs;
  }

  /// What an alias added; `null` for what is core.
  ///
  /// @param definition of a component, if known
  record Added(@Nullable ExternType type, @Nullable ValidatedComponent definition) {
    static final Added CORE = new Added(null, null);
  }

  /// Adds an alias declarator, of which fewer are allowed.
  void addInType(AliasTarget target, int offset) {
    boolean allowed =
        switch (target) {
          case AliasTarget.Export(Sort sort, int _, String _) ->
              sort == Sort.TYPE || sort == Sort.INSTANCE;
          case AliasTarget.Outer(Sort sort, int _, int _) ->
              sort == Sort.TYPE || sort == Sort.CORE_TYPE;
          case AliasTarget.CoreExport _ -> false;
        };
    if (!allowed) {
      throw new InvalidException(
          "aliases inside types may only refer to types or instances", offset);
    }
    add(target, offset);
  }

  Added add(AliasTarget target, int offset) {
    return switch (target) {
      case AliasTarget.Export export -> export(export, offset);
      case AliasTarget.CoreExport export -> coreExport(export, offset);
      case AliasTarget.Outer outer -> outer(outer, offset);
    };
  }

  private Added export(AliasTarget.Export alias, int offset) {
    ExternType type = scope.instances.get(alias.instance(), offset).exports().get(alias.name());
    if (type == null) {
      throw new InvalidException(
          "instance " + alias.instance() + " has no export named `" + alias.name() + "`", offset);
    }
    if (sortOf(type) != alias.sort()) {
      throw new InvalidException(
          "export `"
              + alias.name()
              + "` for instance "
              + alias.instance()
              + " is not a "
              + alias.sort().words().replace("core ", ""),
          offset);
    }
    externs.addToSpace(type, null, offset);
    return new Added(type, null);
  }

  static Sort sortOf(ExternType type) {
    return switch (type) {
      case ExternType.Func _ -> Sort.FUNC;
      case ExternType.Instance _ -> Sort.INSTANCE;
      case ExternType.Component _ -> Sort.COMPONENT;
      case ExternType.Module _ -> Sort.CORE_MODULE;
      case ExternType.Value _ -> Sort.VALUE;
      case ExternType.Type _ -> Sort.TYPE;
    };
  }

  private Added coreExport(AliasTarget.CoreExport alias, int offset) {
    CoreExternDesc type = scope.coreInstances.get(alias.coreInstance(), offset).get(alias.name());
    if (type == null) {
      throw new InvalidException(
          "core instance " + alias.coreInstance() + " has no export named `" + alias.name() + "`",
          offset);
    }
    if (sortOf(type) != alias.sort()) {
      throw new InvalidException(
          "export `"
              + alias.name()
              + "` for core instance "
              + alias.coreInstance()
              + " is not a "
              + alias.sort().words().replace("core ", ""),
          offset);
    }
    switch (type) {
      case CoreExternDesc.Func func -> scope.coreFuncs.add(func);
      case CoreExternDesc.Table table -> scope.coreTables.add(table);
      case CoreExternDesc.Memory memory -> scope.coreMemories.add(memory);
      case CoreExternDesc.Global global -> scope.coreGlobals.add(global);
      case CoreExternDesc.Tag tag -> scope.coreTags.add(tag);
    }
    return Added.CORE;
  }

  private static Sort sortOf(CoreExternDesc type) {
    return switch (type) {
      case CoreExternDesc.Func _ -> Sort.CORE_FUNC;
      case CoreExternDesc.Table _ -> Sort.CORE_TABLE;
      case CoreExternDesc.Memory _ -> Sort.CORE_MEMORY;
      case CoreExternDesc.Global _ -> Sort.CORE_GLOBAL;
      case CoreExternDesc.Tag _ -> Sort.CORE_TAG;
    };
  }

  private Added outer(AliasTarget.Outer alias, int offset) {
    Scope target = scope.enclosing(alias.count(), offset);
    return switch (alias.sort()) {
      case CORE_MODULE -> {
        scope.coreModules.add(target.coreModules.get(alias.index(), offset));
        yield Added.CORE;
      }
      case CORE_TYPE -> {
        scope.coreTypes.add(target.coreTypes.get(alias.index(), offset));
        yield Added.CORE;
      }
      case COMPONENT -> {
        Scope.ComponentEntry entry = target.components.get(alias.index(), offset);
        scope.components.add(entry);
        yield new Added(new ExternType.Component(entry.type()), entry.definition());
      }
      case TYPE -> {
        DefinedType type = target.types.get(alias.index(), offset);
        scope.session.charge(type, offset);
        if (scope.crossesComponent(alias) && !FreeResources.in(type).isEmpty()) {
          throw new InvalidException(
              "cannot alias outer type which transitively refers to resources not defined in the"
                  + " current component",
              offset);
        }
        scope.types.add(type);
        yield new Added(new ExternType.Type(type), null);
      }
      case CORE_FUNC,
          CORE_TABLE,
          CORE_MEMORY,
          CORE_GLOBAL,
          CORE_TAG,
          CORE_INSTANCE,
          FUNC,
          VALUE,
          INSTANCE ->
          throw new InvalidException(
              "a " + alias.sort().words() + " cannot be aliased from outside", offset);
    };
  }
}
