package dev.jawa.component.wit;

import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.InstanceType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Prints the world of a component, then the interfaces it mentions, package by package. A type
/// that an interface takes from another one is shown as `use`.
public final class WitPrinter {

  private final TypePlaces places = new TypePlaces();
  private final Map<String, Map<String, List<InstanceType>>> packages = new LinkedHashMap<>();
  private final WitText text = new WitText();

  private WitPrinter() {}

  /// The whole component as WIT text.
  public static String print(ValidatedComponent component) {
    WitPrinter printer = new WitPrinter();
    printer.world(component);
    printer.packages();
    return printer.text.toString();
  }

  private void world(ValidatedComponent component) {
    component.imports().forEach(this::collect);
    component.exports().forEach(this::collect);
    text.line("package root:component;");
    text.blank();
    String name = component.component().name();
    text.open("world " + (name != null && isLabel(name) ? WitText.identifier(name) : "root"));
    WitInterface body = new WitInterface(text, places, "");
    body.names(component.type().imports());
    body.names(component.type().exports());
    Map<String, ExternType> imports = component.type().imports();
    Map<String, ExternType> exports = component.type().exports();
    component.imports().forEach(item -> item(body, "import", item, imports));
    component.exports().forEach(item -> item(body, "export", item, exports));
    text.close();
  }

  private static boolean isLabel(String name) {
    return name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  private void collect(NamedExtern item) {
    if (item.type() instanceof ExternType.Instance(InstanceType type)) {
      places.add(item.name(), type);
      int slash = item.name().indexOf('/');
      if (slash >= 0) {
        packages
            .computeIfAbsent(packageOf(item.name()), _ -> new LinkedHashMap<>())
            .computeIfAbsent(interfaceOf(item.name()), _ -> new ArrayList<>())
            .add(type);
      }
    }
  }

  private static String packageOf(String name) {
    int slash = name.indexOf('/');
    int at = name.indexOf('@');
    return name.substring(0, slash) + (at < 0 ? "" : name.substring(at));
  }

  private static String interfaceOf(String name) {
    int at = name.indexOf('@');
    return name.substring(name.indexOf('/') + 1, at < 0 ? name.length() : at);
  }

  /// @param siblings where the functions of a resource are found
  private void item(
      WitInterface body, String direction, NamedExtern item, Map<String, ExternType> siblings) {
    String name = WitText.identifier(item.name());
    switch (item.type()) {
      case ExternType.Func _ when item.name().startsWith("[") -> {}
      case ExternType.Func(var func) ->
          text.line(direction + " " + name + ": " + body.types().func(func) + ";");
      case ExternType.Instance _ when item.name().indexOf('/') >= 0 ->
          text.line(direction + " " + item.name() + ";");
      case ExternType.Instance(var instance) -> {
        text.open(direction + " " + name + ": interface");
        new WitInterface(text, places, item.name()).print(List.of(instance));
        text.close();
      }
      case ExternType.Type(var type) -> body.type(item.name(), type, siblings);
      case ExternType.Value(var value) ->
          text.line("// " + direction + " " + name + ": value " + body.types().value(value));
      case ExternType.Component _ -> text.line("// " + direction + " " + name + ": component");
      case ExternType.Module _ -> text.line("// " + direction + " " + name + ": core module");
    }
  }

  private void packages() {
    packages.forEach((name, interfaces) -> {
      text.blank();
      text.open("package " + name);
      interfaces.forEach((label, sides) -> {
        text.open("interface " + WitText.identifier(label));
        new WitInterface(text, places, place(name, label)).print(sides);
        text.close();
      });
      text.close();
    });
  }

  private static String place(String packageName, String label) {
    int at = packageName.indexOf('@');
    return at < 0
        ? packageName + "/" + label
        : packageName.substring(0, at) + "/" + label + packageName.substring(at);
  }
}
