package dev.jawa.component.instantiate;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A component with others that export what it imports, as one: what none of them exports is the
/// host's to give, and only the first one's exports are seen from outside.
///
/// An import and an export belong together when they have one name and their versions are
/// compatible ([InterfaceName]). A component among them comes before the host, so that it can stand
/// between the host and the others; none gives anything to itself, and the first one to nobody.
/// Those of which nobody imports anything are left out. Immutable.
public final class Composition {

  private final List<Wired> wired;
  private final List<Part> others;

  private Composition(List<Wired> wired, List<Part> others) {
    this.wired = List.copyOf(wired);
    this.others = List.copyOf(others);
  }

  /// What gives an import.
  ///
  /// @param export its name there
  record Wire(Part part, String export) {}

  /// A component with those of its imports that others give, by name.
  record Wired(Part part, Map<String, Wire> given) {}

  /// Wires them.
  ///
  /// @param main the one whose exports are those of all
  /// @throws CompositionException if two export what a third imports, or they import from each
  ///   other
  public static Composition of(Part main, List<Part> others) {
    Wiring wiring = new Wiring(main, others);
    wiring.visit(main);
    return new Composition(List.copyOf(wiring.done.values()), others);
  }

  /// What is composed, each after those that it imports from.
  public List<ValidatedComponent> components() {
    return wired.stream().map(each -> each.part().component()).toList();
  }

  /// What is left for the host to give.
  public List<NamedExtern> imports() {
    return wired.stream()
        .flatMap(each ->
            each.part().component().imports().stream()
                .filter(wanted -> !each.given().containsKey(wanted.name())))
        .toList();
  }

  /// As [#components], with what each is given; the last one is the main one.
  List<Wired> wired() {
    return wired;
  }

  /// All that there were besides the main one.
  List<Part> others() {
    return others;
  }

  private static final class Wiring {
    private final Part main;
    private final List<Part> others;
    private final Map<Part, Wired> done = new LinkedHashMap<>();
    private final Set<Part> open = new LinkedHashSet<>();

    Wiring(Part main, List<Part> others) {
      this.main = main;
      this.others = others;
    }

    void visit(Part part) {
      if (done.containsKey(part)) {
        return;
      }
      if (!open.add(part)) {
        List<Part> circle = List.copyOf(open);
        throw new CompositionException(
            names(circle.subList(circle.indexOf(part), circle.size()))
                + " import from each other, so none can be first");
      }
      Map<String, Wire> given = new LinkedHashMap<>();
      Map<String, String> implemented = Implemented.byImports(part.component());
      for (NamedExtern wanted : part.component().imports()) {
        if (!matters(wanted.type())) {
          continue;
        }
        String name = implemented.getOrDefault(wanted.name(), wanted.name());
        List<Wire> found = providers(part, name);
        if (found.size() > 1) {
          throw new CompositionException(
              "%s imports %s, which %s export: only one may"
                  .formatted(part.name(), name, names(found.stream().map(Wire::part).toList())));
        }
        if (!found.isEmpty()) {
          given.put(wanted.name(), found.getFirst());
          visit(found.getFirst().part());
        }
      }
      open.remove(part);
      done.put(part, new Wired(part, given));
    }

    private List<Wire> providers(Part asking, String name) {
      String track = InterfaceName.parse(name).track();
      List<Wire> found = new ArrayList<>();
      for (Part part : others) {
        if (part == asking || part == main) {
          continue;
        }
        part.component().exports().stream()
            .filter(export -> InterfaceName.parse(export.name()).track().equals(track))
            .findFirst()
            .ifPresent(export -> found.add(new Wire(part, export.name())));
      }
      return found;
    }

    private static String names(List<Part> parts) {
      return parts.stream().map(Part::name).collect(Collectors.joining(" and "));
    }
  }

  /// Whether something of it is there at run time: not of an interface of plain types, which many
  /// may export and nobody has to.
  private static boolean matters(ExternType type) {
    return switch (type) {
      case ExternType.Instance(var instance) ->
          instance.exports().values().stream().anyMatch(Composition::matters);
      case ExternType.Type(DefinedType.Resource _) -> true;
      case ExternType.Type _ -> false;
      case ExternType.Func _, ExternType.Component _, ExternType.Module _, ExternType.Value _ ->
          true;
    };
  }
}
