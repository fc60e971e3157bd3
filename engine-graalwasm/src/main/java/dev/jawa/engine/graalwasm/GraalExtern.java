package dev.jawa.engine.graalwasm;

/// What crosses the border between instances, with the store it belongs to.
sealed interface GraalExtern permits GraalFunc, GraalMemory, GraalTable, GraalGlobal {

  GraalStore store();
}
