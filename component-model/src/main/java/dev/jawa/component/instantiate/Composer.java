package dev.jawa.component.instantiate;

import dev.jawa.component.instantiate.Composition.Wire;
import dev.jawa.component.instantiate.Composition.Wired;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.Origin;
import dev.jawa.component.validate.ResourceBinding;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.Engine;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes one plan of the components of a [Composition]: each is instantiated with the host's items
/// and with what those before it export, as a component around them would do.
final class Composer {

  private final Engine engine;
  private final HostProvisions host;
  private final Composition composition;

  /// What a resource type of a component is: the host's, or the type of the component that defines
  /// it.
  private final Map<ResourceType, Object> identities = new IdentityHashMap<>();

  private final TypeMatch types = new TypeMatch((a, b) -> identity(a) == identity(b));
  private final List<String> problems = new ArrayList<>();

  private Composer(Engine engine, HostProvisions host, Composition composition) {
    this.engine = engine;
    this.host = host;
    this.composition = composition;
  }

  /// @throws UnlinkableException naming everything that is missing or of another type
  static ComponentPlan plan(Engine engine, HostProvisions host, Composition composition) {
    return new Composer(engine, host, composition).plan();
  }

  private ComponentPlan plan() {
    List<Wired> parts = composition.wired();
    List<RootImports> imports = parts.stream().map(this::match).toList();
    if (!problems.isEmpty()) {
      throw new UnlinkableException(String.join("; ", problems));
    }
    Map<Part, Integer> registers = new IdentityHashMap<>();
    List<Step> steps = new ArrayList<>();
    boolean needsScheduler = false;
    for (int i = 0; i < parts.size(); i++) {
      ValidatedComponent component = parts.get(i).part().component();
      ComponentPlan plan =
          PlanBuilder.plan(
              component, ModuleCompiler.compileAll(engine, component.component()), imports.get(i));
      steps.add(new Step.MakePart(plan, args(parts.get(i), registers), i));
      registers.put(parts.get(i).part(), i);
      needsScheduler |= plan.needsScheduler();
    }
    return new ComponentPlan(
        new Object[parts.size()],
        new RuntimeResource[0],
        steps.toArray(Step[]::new),
        exports(parts.getLast().part(), parts.size() - 1),
        needsScheduler);
  }

  private static NamedSources args(Wired wired, Map<Part, Integer> registers) {
    Map<String, Source> args = new LinkedHashMap<>();
    wired
        .given()
        .forEach((name, wire) ->
            args.put(
                name,
                new Source.Export(
                    Objects.requireNonNull(registers.get(wire.part())), wire.export())));
    return new NamedSources(args);
  }

  private static NamedSources exports(Part main, int register) {
    Map<String, Source> exports = new LinkedHashMap<>();
    for (NamedExtern export : main.component().exports()) {
      exports.put(export.name(), new Source.Export(register, export.name()));
    }
    return new NamedSources(exports);
  }

  // Matching

  private RootImports match(Wired wired) {
    ValidatedComponent component = wired.part().component();
    ImportMatcher.Rest rest = ImportMatcher.rest(host, component, wired.given().keySet());
    String name = wired.part().name();
    rest.problems()
        .forEach((wanted, texts) ->
            texts.forEach(text -> problems.add(name + " imports " + text + elsewhere(wanted))));
    identify(wired, rest.resources());
    for (NamedExtern wanted : component.imports()) {
      Wire wire = wired.given().get(wanted.name());
      if (wire != null) {
        check(new Seam(name, wire.part().name()), wanted.name(), wanted.type(), exported(wire));
      }
    }
    return rest.imports();
  }

  /// Who has an interface that is missing in a version that does not fit.
  private String elsewhere(String wanted) {
    InterfaceName name = InterfaceName.parse(wanted);
    for (Part part : composition.others()) {
      for (NamedExtern export : part.component().exports()) {
        InterfaceName other = InterfaceName.parse(export.name());
        if (other.name().equals(name.name()) && !other.track().equals(name.track())) {
          return " (%s exports %s)".formatted(part.name(), export.name());
        }
      }
    }
    return "";
  }

  private void identify(Wired wired, Map<ResourceType, ?> fromHost) {
    ValidatedComponent component = wired.part().component();
    List<ResourceType> slots = component.resources();
    for (int i = 0; i < component.component().definitions().size(); i++) {
      for (ResourceBinding binding : component.bindings(i)) {
        ResourceType type = slots.get(binding.slot());
        Object same =
            switch (binding.origin()) {
              case Origin.Imported(var path) -> {
                Wire wire = wired.given().get(path.getFirst());
                yield wire == null
                    ? fromHost.get(type)
                    : resource(exported(wire), path.subList(1, path.size()));
              }
              case Origin.SameAs(int slot) -> identity(slots.get(slot));
              case Origin.Defined _, Origin.FromInstance _ -> type;
            };
        if (same != null) {
          identities.put(type, same);
        }
      }
    }
  }

  private Object identity(ResourceType type) {
    return identities.getOrDefault(type, type);
  }

  private @Nullable Object resource(@Nullable ExternType found, List<String> path) {
    if (!path.isEmpty()) {
      return found instanceof ExternType.Instance(var instance)
          ? resource(instance.exports().get(path.getFirst()), path.subList(1, path.size()))
          : null;
    }
    return found instanceof ExternType.Type(DefinedType.Resource(var type)) ? identity(type) : null;
  }

  private static @Nullable ExternType exported(Wire wire) {
    return wire.part().component().type().exports().get(wire.export());
  }

  // Checking

  /// Who imports, and from whom.
  private record Seam(String importer, String exporter) {}

  private void check(Seam seam, String name, ExternType wanted, @Nullable ExternType given) {
    switch (wanted) {
      case ExternType.Instance(var instance) -> {
        if (given instanceof ExternType.Instance(var other)) {
          instance
              .exports()
              .forEach(
                  (item, type) -> check(seam, name + "#" + item, type, other.exports().get(item)));
        } else {
          unfit(seam, name);
        }
      }
      case ExternType.Func(var func) -> checkFunc(seam, name, func, given);
      case ExternType.Type(DefinedType.Resource(var resource)) -> {
        if (!(given instanceof ExternType.Type(DefinedType.Resource(var other)))
            || identity(resource) != identity(other)) {
          unfit(seam, name);
        }
      }
      case ExternType.Type _ -> {}
      case ExternType.Component _, ExternType.Module _, ExternType.Value _ -> unfit(seam, name);
    }
  }

  private void checkFunc(Seam seam, String name, FuncType wanted, @Nullable ExternType given) {
    if (!(given instanceof ExternType.Func(var func))) {
      unfit(seam, name);
    } else if (!types.same(wanted, func)) {
      problems.add(
          "%s imports %s as %s, but in %s it is %s"
              .formatted(
                  seam.importer(), name, TypeText.of(wanted), seam.exporter(), TypeText.of(func)));
    }
  }

  private void unfit(Seam seam, String name) {
    problems.add(
        "%s imports %s, which %s does not have like that"
            .formatted(seam.importer(), name, seam.exporter()));
  }
}
