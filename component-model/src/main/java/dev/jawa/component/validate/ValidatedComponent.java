package dev.jawa.component.validate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.type.ComponentType;
import dev.jawa.component.type.CoreSubType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.ResourceType;
import java.util.List;
import java.util.Map;

/// A component that may be linked. Immutable; made by [ComponentValidator] only.
public final class ValidatedComponent {

  private final Component component;
  private final ComponentType type;
  private final List<NamedExtern> imports;
  private final List<NamedExtern> exports;
  private final List<ResourceType> resources;
  private final List<Resolution> resolutions;
  private final List<List<ResourceBinding>> bindings;
  private final CoreTypes coreTypes;

  ValidatedComponent(
      Component component,
      ComponentType type,
      List<ResourceType> resources,
      List<Resolution> resolutions,
      List<List<ResourceBinding>> bindings,
      CoreTypes coreTypes) {
    this.component = component;
    this.type = type;
    this.imports = named(type.imports());
    this.exports = named(type.exports());
    this.resources = List.copyOf(resources);
    this.resolutions = List.copyOf(resolutions);
    this.bindings = List.copyOf(bindings);
    this.coreTypes = coreTypes;
  }

  private static List<NamedExtern> named(Map<String, ExternType> types) {
    return types.entrySet().stream()
        .map(entry -> new NamedExtern(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// What was validated.
  public Component component() {
    return component;
  }

  /// Its type as others see it.
  public ComponentType type() {
    return type;
  }

  /// The imports in order.
  public List<NamedExtern> imports() {
    return imports;
  }

  /// The exports in order.
  public List<NamedExtern> exports() {
    return exports;
  }

  /// Every resource type that a function of this component can mention, each once; the index is its
  /// slot. Own and borrow types in resolved function types refer to exactly these objects.
  public List<ResourceType> resources() {
    return resources;
  }

  /// What is known about a definition.
  ///
  /// @param definition an index into [Component#definitions()]
  public Resolution resolved(int definition) {
    return resolutions.get(definition);
  }

  /// The slots that get their meaning when a definition is executed.
  ///
  /// @param definition an index into [Component#definitions()]
  public List<ResourceBinding> bindings(int definition) {
    return bindings.get(definition);
  }

  /// A core type by the number that resolved types call it by.
  public CoreSubType coreType(int number) {
    return coreTypes.get(number);
  }
}
