package dev.jawa.component.instantiate;

import dev.jawa.component.validate.ValidatedComponent;

/// A component of which others may import what it exports.
///
/// @param name for messages
public record Part(String name, ValidatedComponent component) {}
