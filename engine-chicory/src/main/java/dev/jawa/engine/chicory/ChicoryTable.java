package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.TableInstance;
import dev.jawa.engine.CoreTable;

/// A table of an instance.
record ChicoryTable(ChicoryStore store, TableInstance table) implements ChicoryExtern, CoreTable {

  @Override
  public long size() {
    return table.size();
  }
}
