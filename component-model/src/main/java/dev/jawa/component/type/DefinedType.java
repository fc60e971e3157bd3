package dev.jawa.component.type;

/// What an entry of the type index space can be.
public sealed interface DefinedType {

  record Value(ValType type) implements DefinedType {}

  record Resource(ResourceType type) implements DefinedType {}

  record Func(FuncType type) implements DefinedType {}

  record Instance(InstanceType type) implements DefinedType {}

  record Component(ComponentType type) implements DefinedType {}
}
