package dev.jawa.component.validate;

import dev.jawa.component.ast.Component;

/// Checks a decoded component and resolves it.
public final class ComponentValidator {

  private ComponentValidator() {}

  /// @throws InvalidException if the component breaks a rule
  public static ValidatedComponent validate(Component component, Gates gates) {
    throw new UnsupportedOperationException(component.name() + gates);
  }
}
