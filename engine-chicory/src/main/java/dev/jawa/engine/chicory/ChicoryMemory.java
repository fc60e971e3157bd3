package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.Memory;
import dev.jawa.engine.CoreMemory;

/// A memory of an instance.
sealed interface ChicoryMemory extends ChicoryExtern, CoreMemory
    permits FlatCoreMemory, SharedCoreMemory {

  Memory memory();

  /// The maximum that its module states.
  long maxPages();
}
