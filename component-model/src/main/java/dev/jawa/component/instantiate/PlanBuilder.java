package dev.jawa.component.instantiate;

import dev.jawa.component.ast.AliasTarget;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.ast.ExternDesc;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.Resolution;
import dev.jawa.component.validate.ResourceBinding;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreModule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the plan of one component: walks its definitions once and decides what is constant and
/// what is a step.
final class PlanBuilder {

  private final ValidatedComponent component;
  private final Map<Definition, CoreModule> modules;
  private final @Nullable PlanBuilder outer;
  private final @Nullable RootImports root;
  private final IndexSpaces spaces = new IndexSpaces();
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Source> exports = new LinkedHashMap<>();
  private final ResourceSlots resources;
  private final CanonPlanner canons;
  private boolean needsScheduler;

  private PlanBuilder(
      ValidatedComponent component,
      Map<Definition, CoreModule> modules,
      @Nullable PlanBuilder outer,
      @Nullable RootImports root) {
    this.component = component;
    this.modules = modules;
    this.outer = outer;
    this.root = root;
    List<ResourceType> types = component.resources();
    this.resources = new ResourceSlots(types, spaces, steps, root);
    this.canons = new CanonPlanner(types, spaces, resources, steps);
  }

  /// The plan of a component that the host instantiates.
  static ComponentPlan plan(
      ValidatedComponent component, Map<Definition, CoreModule> modules, RootImports imports) {
    return new PlanBuilder(component, modules, null, imports).build();
  }

  private ComponentPlan build() {
    List<Definition> definitions = component.component().definitions();
    for (int i = 0; i < definitions.size(); i++) {
      define(i, definitions.get(i));
      for (ResourceBinding binding : component.bindings(i)) {
        resources.bind(definitions.get(i), binding);
      }
    }
    @Nullable RuntimeResource[] slots =
        root == null ? new RuntimeResource[component.resources().size()] : root.resources();
    return new ComponentPlan(
        spaces.constants(),
        slots,
        steps.toArray(Step[]::new),
        new NamedSources(exports),
        needsScheduler || canons.needsScheduler());
  }

  private void define(int index, Definition definition) {
    Resolution resolution = component.resolved(index);
    switch (definition) {
      case Definition.CoreModule module -> spaces.define(Sort.CORE_MODULE, modules.get(module));
      case Definition.CoreInstantiate make -> defineCoreInstance(make);
      case Definition.CoreExports bundle -> defineCoreBundle(bundle);
      case Definition.CoreType _ -> {}
      case Definition.NestedComponent _ -> defineNested(resolution);
      case Definition.Instantiate make -> defineInstance(make);
      case Definition.InstanceExports bundle -> defineBundle(bundle);
      case Definition.Alias(_, var target) -> defineAlias(target, resolution);
      case Definition.Type _ -> spaces.defineType(resources.slotOf(resolution));
      case Definition.Canonical canonical -> canons.define(canonical, resolution);
      case Definition.Start start -> defineStart(start);
      case Definition.Import imported -> defineImport(imported, resolution);
      case Definition.Export export -> defineExport(export, resolution);
      case Definition.Value value ->
          throw CanonPlanner.unsupported("a literal component value", value.offset());
    }
  }

  // Core

  private void defineCoreInstance(Definition.CoreInstantiate make) {
    Map<String, CoreArgs.Bundle> byName = new LinkedHashMap<>();
    for (Definition.CoreArg arg : make.args()) {
      byName.put(arg.name(), spaces.coreInstance(arg.instance()));
    }
    int module = spaces.register(Sort.CORE_MODULE, make.module());
    CoreArgs args = new CoreArgs(byName, (CoreModule) spaces.constant(module));
    steps.add(new Step.MakeCoreInstance(module, args, spaces.defineCoreInstance()));
  }

  private void defineCoreBundle(Definition.CoreExports bundle) {
    Map<String, Integer> registers = new LinkedHashMap<>();
    for (Definition.CoreInlineExport export : bundle.exports()) {
      registers.put(export.name(), spaces.register(export.item().sort(), export.item().index()));
    }
    spaces.defineCoreInstance(new CoreArgs.Bundle.Renaming(registers));
  }

  // Components and instances

  private void defineNested(Resolution resolution) {
    if (!(resolution instanceof Resolution.Nested(var nested))) {
      throw new IllegalStateException("a nested component is not resolved: " + resolution);
    }
    ComponentPlan plan = new PlanBuilder(nested, modules, this, null).build();
    needsScheduler |= plan.needsScheduler();
    steps.add(new Step.MakeComponent(plan, spaces.define(Sort.COMPONENT, null)));
  }

  private void defineInstance(Definition.Instantiate make) {
    Map<String, Source> args = new LinkedHashMap<>();
    for (Definition.Arg arg : make.args()) {
      args.put(arg.name(), spaces.source(arg.item()));
    }
    int made = spaces.register(Sort.COMPONENT, make.component());
    steps.add(
        new Step.MakeInstance(made, new NamedSources(args), spaces.define(Sort.INSTANCE, null)));
  }

  private void defineBundle(Definition.InstanceExports bundle) {
    Map<String, Source> items = new LinkedHashMap<>();
    for (Definition.InlineExport export : bundle.exports()) {
      items.put(export.name().text(), spaces.source(export.item()));
    }
    steps.add(new Step.BundleInstance(new NamedSources(items), spaces.define(Sort.INSTANCE, null)));
  }

  private void defineImport(Definition.Import imported, Resolution resolution) {
    Sort sort = sortOf(imported.type());
    String name = imported.name().text();
    if (sort == Sort.TYPE) {
      spaces.defineType(resources.slotOf(resolution));
    } else if (root != null && root.has(name)) {
      spaces.define(sort, root.items().get(name));
    } else {
      steps.add(new Step.TakeArg(name, spaces.define(sort, null)));
    }
  }

  private static Sort sortOf(ExternDesc type) {
    return switch (type) {
      case ExternDesc.CoreModule _ -> Sort.CORE_MODULE;
      case ExternDesc.Func _ -> Sort.FUNC;
      case ExternDesc.Component _ -> Sort.COMPONENT;
      case ExternDesc.Instance _ -> Sort.INSTANCE;
      case ExternDesc.ValueEq _, ExternDesc.Value _ -> Sort.VALUE;
      case ExternDesc.TypeEq _, ExternDesc.SubResource _ -> Sort.TYPE;
    };
  }

  private void defineExport(Definition.Export export, Resolution resolution) {
    exports.put(export.name().text(), spaces.source(export.item()));
    if (export.item().sort() == Sort.TYPE) {
      spaces.defineType(resources.slotOf(resolution));
    } else {
      spaces.again(export.item());
    }
  }

  private void defineStart(Definition.Start start) {
    List<Integer> args =
        start.args().stream().map(value -> spaces.register(Sort.VALUE, value)).toList();
    int func = spaces.register(Sort.FUNC, start.func());
    int target = start.results() == 0 ? Frame.NONE : spaces.define(Sort.VALUE, null);
    steps.add(new Step.Start(func, args, target));
  }

  // Aliases

  private void defineAlias(AliasTarget target, Resolution resolution) {
    switch (target) {
      case AliasTarget.Export(Sort sort, int instance, String name) ->
          defineExportAlias(sort, instance, name, resolution);
      case AliasTarget.CoreExport(Sort sort, int instance, String name) ->
          defineCoreAlias(sort, spaces.coreInstance(instance).find(name));
      case AliasTarget.Outer outerAlias -> defineOuterAlias(outerAlias, resolution);
    }
  }

  private void defineExportAlias(Sort sort, int instance, String name, Resolution resolution) {
    if (sort == Sort.TYPE) {
      spaces.defineType(resources.slotOf(resolution));
      return;
    }
    int register = spaces.register(Sort.INSTANCE, instance);
    if (spaces.constant(register) instanceof InstanceValue known) {
      spaces.define(sort, known.get(name));
    } else {
      steps.add(new Step.AliasExport(register, name, spaces.define(sort, null)));
    }
  }

  private void defineCoreAlias(Sort sort, CoreArgs.Import found) {
    String name = found.export();
    if (name == null) {
      spaces.same(sort, found.register());
    } else {
      steps.add(new Step.AliasCoreExport(found.register(), name, spaces.define(sort, null)));
    }
  }

  private void defineOuterAlias(AliasTarget.Outer alias, Resolution resolution) {
    if (alias.sort() == Sort.TYPE) {
      spaces.defineType(resources.slotOf(resolution));
      return;
    }
    if (alias.sort() == Sort.CORE_TYPE) {
      return;
    }
    PlanBuilder from = this;
    for (int i = 0; i < alias.count(); i++) {
      PlanBuilder next = from.outer;
      if (next == null) {
        throw new IllegalStateException("an alias reaches beyond the outermost component");
      }
      from = next;
    }
    int register = from.spaces.register(alias.sort(), alias.index());
    Object constant = from.spaces.constant(register);
    int target = spaces.define(alias.sort(), constant);
    if (constant == null) {
      steps.add(new Step.AliasOuter(alias.count(), register, target));
    }
  }
}
