package dev.jawa.engine;

/// One export of a core module.
public record ExportDescriptor(String name, ExternType type) {}
