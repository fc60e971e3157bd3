package dev.jawa.component.validate;

import dev.jawa.component.type.ExternType;

/// An import or export of a component with its resolved type.
public record NamedExtern(String name, ExternType type) {}
