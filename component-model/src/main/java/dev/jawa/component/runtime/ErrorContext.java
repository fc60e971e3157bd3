package dev.jawa.component.runtime;

/// What went wrong, for a developer to read. Spec: `CanonicalABI.md`, `canon error-context.new`.
public record ErrorContext(String debugMessage) implements HandleEntry {

  @Override
  public String describe() {
    return "error-context";
  }
}
