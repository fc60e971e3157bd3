package dev.jawa.engine.chicory;

/// What this engine hands out; knows its store, so that none is linked into another.
sealed interface ChicoryExtern
    permits ChicoryFunc, ChicoryMemory, ChicoryTable, ChicoryGlobal, ChicoryTag {

  ChicoryStore store();
}
