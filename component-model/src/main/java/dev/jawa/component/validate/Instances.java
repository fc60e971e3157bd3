package dev.jawa.component.validate;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.SortIndex;
import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.CoreExternDesc;
import dev.jawa.component.type.CoreModuleType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.Gates.Gate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Instance definitions: arguments are matched against imports, and what comes out is the type of a
/// new instance. Spec: `Explainer.md`, instance definitions and type checking.
final class Instances {

  private final Scope scope;
  private final Session session;

  Instances(Scope scope) {
    this.scope = scope;
    this.session = scope.session;
  }

  /// A definition of the scope as an import or export sees it.
  ExternType item(SortIndex item, int offset) {
    int index = item.index();
    return switch (item.sort()) {
      case FUNC -> new ExternType.Func(scope.funcs.get(index, offset));
      case TYPE -> new ExternType.Type(scope.types.get(index, offset));
      case COMPONENT -> new ExternType.Component(scope.components.get(index, offset).type());
      case INSTANCE -> new ExternType.Instance(scope.instances.get(index, offset));
      case CORE_MODULE -> new ExternType.Module(scope.coreModules.get(index, offset));
      case VALUE -> {
        session.require(Gate.VALUES, "a value", offset);
        yield new ExternType.Value(scope.values.use(index, offset));
      }
      case CORE_FUNC, CORE_TABLE, CORE_MEMORY, CORE_GLOBAL, CORE_TAG, CORE_TYPE, CORE_INSTANCE ->
          throw new InvalidException(
              "a " + item.sort().words() + " cannot leave a component", offset);
    };
  }

  /// The type of a new instance of a component.
  ///
  /// @param fresh receives the resource types that the instance brings
  InstanceType instantiate(Definition.Instantiate definition, List<ResourceType> fresh) {
    int offset = definition.offset();
    ComponentType component = scope.components.get(definition.component(), offset).type();
    session.charge(new ExternType.Component(component), offset);
    Map<String, ExternType> args = new LinkedHashMap<>();
    for (Definition.Arg arg : definition.args()) {
      if (args.putIfAbsent(arg.name(), item(arg.item(), offset)) != null) {
        throw new InvalidException(
            "instantiation argument `"
                + arg.name()
                + "` conflicts with previous argument `"
                + arg.name()
                + "`",
            offset);
      }
    }
    Subtyping subtyping = session.subtyping();
    String mismatch = subtyping.supplies("import", args, component.imported(), component.imports());
    if (mismatch != null) {
      throw new InvalidException(mismatch, offset);
    }
    Substitution substitution = subtyping.substitution(session.handles);
    for (ResourceType resource : component.fresh()) {
      ResourceType replacement = new ResourceType(resource.name());
      substitution.replace(resource, replacement);
      fresh.add(replacement);
    }
    return new InstanceType(substitution.externs(component.exports()), List.of());
  }

  /// The type of an instance that bundles definitions.
  InstanceType bundle(Definition.InstanceExports definition) {
    NameScope names = new NameScope("export", session.gates, session.handles);
    Map<String, ExternType> exports = new LinkedHashMap<>();
    for (Definition.InlineExport export : definition.exports()) {
      ExternType type = item(export.item(), definition.offset());
      names.add(export.name(), type);
      exports.put(export.name().text(), type);
    }
    return new InstanceType(exports, List.of());
  }

  /// The exports of a new instance of a core module.
  Map<String, CoreExternDesc> instantiateCore(Definition.CoreInstantiate definition) {
    int offset = definition.offset();
    CoreModuleType module = scope.coreModules.get(definition.module(), offset);
    Map<String, Map<String, CoreExternDesc>> args = new HashMap<>();
    for (Definition.CoreArg arg : definition.args()) {
      if (args.putIfAbsent(arg.name(), scope.coreInstances.get(arg.instance(), offset)) != null) {
        throw new InvalidException(
            "duplicate module instantiation argument named `" + arg.name() + "`", offset);
      }
    }
    CoreSubtyping subtyping = new CoreSubtyping(session.coreTypes);
    for (CoreModuleType.Import wanted : module.imports()) {
      CoreExternDesc found = supplied(args, wanted, offset);
      String mismatch = subtyping.extern(found, wanted.type());
      if (mismatch != null) {
        throw new InvalidException(
            "type mismatch for export `"
                + wanted.name()
                + "` of module instantiation argument `"
                + wanted.module()
                + "`: "
                + mismatch,
            offset);
      }
    }
    return module.exports();
  }

  private static CoreExternDesc supplied(
      Map<String, Map<String, CoreExternDesc>> args, CoreModuleType.Import wanted, int offset) {
    Map<String, CoreExternDesc> instance = args.get(wanted.module());
    if (instance == null) {
      throw new InvalidException(
          "missing module instantiation argument named `" + wanted.module() + "`", offset);
    }
    CoreExternDesc item = instance.get(wanted.name());
    if (item == null) {
      throw new InvalidException(
          "module instantiation argument `"
              + wanted.module()
              + "` does not export an item named `"
              + wanted.name()
              + "`",
          offset);
    }
    return item;
  }

  /// The exports of a core instance that bundles core definitions.
  Map<String, CoreExternDesc> bundleCore(Definition.CoreExports definition) {
    Map<String, CoreExternDesc> exports = new LinkedHashMap<>();
    for (Definition.CoreInlineExport export : definition.exports()) {
      CoreExternDesc type = coreItem(export.item(), definition.offset());
      if (exports.putIfAbsent(export.name(), type) != null) {
        throw new InvalidException(
            "export name `" + export.name() + "` already defined", definition.offset());
      }
    }
    return exports;
  }

  private CoreExternDesc coreItem(SortIndex item, int offset) {
    int index = item.index();
    return switch (item.sort()) {
      case CORE_FUNC -> scope.coreFuncs.get(index, offset);
      case CORE_TABLE -> scope.coreTables.get(index, offset);
      case CORE_MEMORY -> scope.coreMemories.get(index, offset);
      case CORE_GLOBAL -> scope.coreGlobals.get(index, offset);
      case CORE_TAG -> scope.coreTags.get(index, offset);
      case CORE_TYPE, CORE_MODULE, CORE_INSTANCE, FUNC, VALUE, TYPE, COMPONENT, INSTANCE ->
          throw new InvalidException(
              "a core instance cannot export a " + item.sort().words(), offset);
    };
  }
}
