package dev.jawa.engine;

/// What crosses the border between core instances of one store.
public sealed interface CoreExtern permits CoreFunc, CoreMemory, CoreTable, CoreGlobal, CoreTag {}
