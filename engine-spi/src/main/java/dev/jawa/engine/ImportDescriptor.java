package dev.jawa.engine;

/// One import of a core module.
public record ImportDescriptor(String module, String name, ExternType type) {}
