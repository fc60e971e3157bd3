package dev.jawa.engine;

import java.util.List;

/// A compiled core module; immutable and shared by all stores of its engine.
public interface CoreModule {

  /// Its imports in the order of the binary; two may have equal names.
  List<ImportDescriptor> imports();

  /// Its exports in the order of the binary; names are unique.
  List<ExportDescriptor> exports();
}
