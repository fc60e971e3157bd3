package dev.jawa.component.validate;

/// A slot that gets its meaning when a definition is executed.
///
/// @param slot an index into [ValidatedComponent#resources()]
public record ResourceBinding(int slot, Origin origin) {}
