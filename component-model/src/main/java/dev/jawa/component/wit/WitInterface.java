package dev.jawa.component.wit;

import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.type.ResourceType;
import dev.jawa.component.type.ValType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The body of one interface, or of the world.
final class WitInterface {

  private final WitText text;
  private final TypePlaces places;
  private final String owner;
  private final WitTypes types = new WitTypes();

  /// @param owner as in `wasi:io/streams@0.2.0`; empty for the world
  WitInterface(WitText text, TypePlaces places, String owner) {
    this.text = text;
    this.places = places;
    this.owner = owner;
  }

  WitTypes types() {
    return types;
  }

  /// Learns the names that types have here.
  void names(Map<String, ExternType> items) {
    items.forEach((name, item) -> {
      switch (item) {
        case ExternType.Type(DefinedType.Value(var value)) -> types.name(value, name);
        case ExternType.Type(DefinedType.Resource(var resource)) -> types.name(resource, name);
        default -> {}
      }
    });
  }

  /// @param sides the interface as it is imported and as it is exported; one of them may lack what
  ///   nobody uses
  void print(List<InstanceType> sides) {
    Map<String, ExternType> items = new LinkedHashMap<>();
    for (InstanceType side : sides) {
      names(side.exports());
      side.exports().forEach(items::putIfAbsent);
    }
    items.forEach((name, item) -> item(name, item, items));
  }

  private void item(String name, ExternType item, Map<String, ExternType> siblings) {
    switch (item) {
      case ExternType.Func(var func) -> {
        if (!name.startsWith("[")) {
          text.line(WitText.identifier(name) + ": " + types.func(func) + ";");
        }
      }
      case ExternType.Type(var type) -> type(name, type, siblings);
      case ExternType.Instance _ -> text.line("// " + name + ": instance");
      case ExternType.Component _ -> text.line("// " + name + ": component");
      case ExternType.Module _ -> text.line("// " + name + ": core module");
      case ExternType.Value(var value) -> text.line("// " + name + ": value " + types.value(value));
    }
  }

  /// @param siblings where the functions of a resource are found
  void type(String name, DefinedType type, Map<String, ExternType> siblings) {
    switch (type) {
      case DefinedType.Value(var value) -> value(name, value);
      case DefinedType.Resource(var resource) -> resource(name, resource, siblings);
      case DefinedType.Func(var func) -> text.line("// type " + name + " = " + types.func(func));
      case DefinedType.Instance _ -> text.line("// type " + name + " = instance");
      case DefinedType.Component _ -> text.line("// type " + name + " = component");
    }
  }

  private void value(String name, ValType type) {
    if (isElsewhere(name, places.of(name, type))) {
      return;
    }
    String label = WitText.identifier(name);
    List<String> members = types.members(type);
    if (members.isEmpty()) {
      text.line("type " + label + " = " + types.structure(type) + ";");
    } else {
      text.open(WitTypes.head(type) + " " + label);
      members.forEach(text::line);
      text.close();
    }
  }

  private void resource(String name, ResourceType type, Map<String, ExternType> siblings) {
    if (isElsewhere(name, places.of(type))) {
      return;
    }
    Map<String, FuncType> members = members(name, siblings);
    if (members.isEmpty()) {
      text.line("resource " + WitText.identifier(name) + ";");
      return;
    }
    text.open("resource " + WitText.identifier(name));
    members.forEach((member, func) -> member(member, func));
    text.close();
  }

  /// Prints a type that another interface, or another name here, defines.
  private boolean isElsewhere(String name, TypePlaces.@Nullable Place place) {
    if (place == null) {
      return false;
    }
    String there = WitText.identifier(place.name());
    if (!place.owner().equals(owner)) {
      String as = place.name().equals(name) ? "" : " as " + WitText.identifier(name);
      String from = TypePlaces.reference(owner, place.owner());
      text.line("use " + from + ".{" + there + as + "};");
      return true;
    }
    if (place.name().equals(name)) {
      return false;
    }
    text.line("type " + WitText.identifier(name) + " = " + there + ";");
    return true;
  }

  private static Map<String, FuncType> members(String name, Map<String, ExternType> siblings) {
    Map<String, FuncType> members = new LinkedHashMap<>();
    siblings.forEach((sibling, item) -> {
      boolean belongs =
          sibling.equals("[constructor]" + name)
              || sibling.startsWith("[method]" + name + ".")
              || sibling.startsWith("[static]" + name + ".");
      if (belongs && item instanceof ExternType.Func(var func)) {
        members.put(sibling, func);
      }
    });
    return members;
  }

  private void member(String member, FuncType func) {
    String label = WitText.identifier(member.substring(member.indexOf('.') + 1));
    String async = func.async() ? "async " : "";
    if (member.startsWith("[constructor]")) {
      text.line("constructor" + types.signature(func.params(), constructed(func)) + ";");
    } else if (member.startsWith("[method]")) {
      List<FuncType.Param> params = func.params().subList(1, func.params().size());
      text.line(label + ": " + async + "func" + types.signature(params, func.result()) + ";");
    } else {
      text.line(
          label
              + ": "
              + async
              + "static func"
              + types.signature(func.params(), func.result())
              + ";");
    }
  }

  /// A constructor says what it returns only if it can fail.
  private static @Nullable ValType constructed(FuncType func) {
    return func.result() instanceof ValType.OwnType ? null : func.result();
  }
}
