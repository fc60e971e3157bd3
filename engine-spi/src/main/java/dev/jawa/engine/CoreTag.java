package dev.jawa.engine;

/// An exception tag; opaque.
public non-sealed interface CoreTag extends CoreExtern {}
