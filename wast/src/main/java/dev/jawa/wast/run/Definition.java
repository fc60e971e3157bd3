package dev.jawa.wast.run;

import dev.jawa.component.instantiate.CompiledComponent;
import dev.jawa.engine.CoreModule;

/// A module or component that may be instantiated.
sealed interface Definition {
  record Core(CoreModule module) implements Definition {}

  record Component(CompiledComponent component) implements Definition {}
}
