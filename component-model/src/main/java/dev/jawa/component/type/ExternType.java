package dev.jawa.component.type;

/// The type of an import or export of a component or instance, resolved. Spec: `Explainer.md`,
/// `externtype`.
public sealed interface ExternType {

  record Func(FuncType type) implements ExternType {}

  record Instance(InstanceType type) implements ExternType {}

  record Component(ComponentType type) implements ExternType {}

  record Module(CoreModuleType type) implements ExternType {}

  record Value(ValType type) implements ExternType {}

  /// A type: the import or export stands for just this one.
  record Type(DefinedType type) implements ExternType {}
}
