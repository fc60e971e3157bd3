package dev.jawa.component.validate;

import dev.jawa.component.ast.CoreModuleShape;
import dev.jawa.component.ast.CoreTypeDef;
import dev.jawa.component.ast.SortIndex;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreModuleType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Types of core modules: of those at hand and of those that a component merely describes. Spec:
/// `Explainer.md`, type definitions, module types.
final class CoreModules {

  private final Session session;

  /// The type index space of the module at hand: numbers in [CoreTypes].
  private final List<Integer> types = new ArrayList<>();

  private final List<CoreModuleType.Import> imports = new ArrayList<>();
  private final Map<String, CoreExternDesc> exports = new LinkedHashMap<>();

  private CoreModules(Session session) {
    this.session = session;
  }

  static CoreModuleType typeOf(CoreModuleShape shape, Session session, int offset) {
    CoreModules module = new CoreModules(session);
    shape.types().forEach(group -> module.define(group, offset));
    Set<List<String>> names = new HashSet<>();
    for (CoreModuleShape.Import item : shape.imports()) {
      if (!names.add(List.of(item.module(), item.name()))) {
        throw new InvalidException(
            "duplicate import name `" + item.module() + ":" + item.name() + "`", offset);
      }
      module.imports.add(
          new CoreModuleType.Import(
              item.module(), item.name(), module.resolve(item.type(), offset)));
    }
    for (CoreModuleShape.Export item : shape.exports()) {
      module.export(item.name(), exported(shape, item.item(), offset), offset);
    }
    return new CoreModuleType(module.imports, module.exports);
  }

  private static CoreExternDesc exported(CoreModuleShape shape, SortIndex item, int offset) {
    List<CoreExternDesc> space =
        switch (item.sort()) {
          case CORE_FUNC -> shape.funcs();
          case CORE_TABLE -> shape.tables();
          case CORE_MEMORY -> shape.memories();
          case CORE_GLOBAL -> shape.globals();
          case CORE_TAG -> shape.tags();
          case CORE_TYPE, CORE_MODULE, CORE_INSTANCE -> List.of();
          case FUNC, VALUE, TYPE, COMPONENT, INSTANCE -> List.of();
        };
    if (item.index() >= space.size()) {
      String sort = item.sort().words().substring("core ".length());
      throw new InvalidException(
          "unknown " + sort + " " + item.index() + ": " + sort + " index out of bounds", offset);
    }
    return space.get(item.index());
  }

  /// A module type that a component describes.
  static CoreModuleType declared(CoreTypeDef.ModuleDef def, Scope scope) {
    CoreModules module = new CoreModules(scope.session);
    Set<List<String>> names = new HashSet<>();
    for (CoreTypeDef.ModuleDecl decl : def.declarators()) {
      switch (decl) {
        case CoreTypeDef.ModuleDecl.Type(int at, CoreTypeDef.Rec group) -> module.define(group, at);
        case CoreTypeDef.ModuleDecl.Type(int at, CoreTypeDef.ModuleDef _) ->
            throw new InvalidException(
                "invalid leading byte (0x50) for a core type: module types do not nest", at);
        case CoreTypeDef.ModuleDecl.OuterAlias alias -> module.alias(alias, scope);
        case CoreTypeDef.ModuleDecl.Import(int at, String outer, String name, var type) -> {
          if (!names.add(List.of(outer, name))) {
            throw new InvalidException("duplicate import name `" + outer + ":" + name + "`", at);
          }
          module.imports.add(new CoreModuleType.Import(outer, name, module.resolve(type, at)));
        }
        case CoreTypeDef.ModuleDecl.Export(int at, String name, var type) ->
            module.export(name, type, at);
      }
    }
    return new CoreModuleType(module.imports, module.exports);
  }

  private void define(CoreTypeDef.Rec group, int offset) {
    int first =
        CoreTypeChecks.define(
            session.coreTypes, group, types.size(), index -> number(index, offset), offset);
    for (int i = 0; i < group.members().size(); i++) {
      types.add(first + i);
    }
  }

  private void alias(CoreTypeDef.ModuleDecl.OuterAlias alias, Scope scope) {
    int offset = alias.offset();
    if (alias.count() == 0) {
      types.add(number(alias.index(), offset));
    } else {
      Scope target = scope.enclosing(alias.count() - 1, offset);
      types.add(new TypeResolver(target).coreType(alias.index(), offset));
    }
  }

  private int number(int index, int offset) {
    if (index >= types.size()) {
      throw new InvalidException("unknown type " + index + ": type index out of bounds", offset);
    }
    return types.get(index);
  }

  private CoreExternDesc resolve(CoreExternDesc type, int offset) {
    CoreExternDesc resolved = CoreTypes.rename(type, index -> number(index, offset));
    CoreTypeChecks.extern(session.coreTypes, resolved, offset);
    return resolved;
  }

  private void export(String name, CoreExternDesc type, int offset) {
    if (exports.putIfAbsent(name, resolve(type, offset)) != null) {
      throw new InvalidException("export name `" + name + "` already defined", offset);
    }
  }
}
