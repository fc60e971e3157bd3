package dev.jawa.app.guest;

import dev.jawa.component.binary.Preamble;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import dev.jawa.engine.ExternType;

/// A module from whose exports other modules import.
///
/// @param name what imports call it
record ModuleLibrary(String name, CoreModule module) {

  /// @throws GuestException if it is nothing that a module can import from
  static ModuleLibrary compile(Engine engine, Preload preload) {
    if (Preamble.of(preload.wasm()) instanceof Preamble.Component) {
      throw new GuestException(
          preload.file() + " is a component, --preload is for modules; compose components instead");
    }
    ModuleLibrary library = new ModuleLibrary(preload.name(), engine.compile(preload.wasm()));
    if (library.isCommand()) {
      throw new GuestException(
          preload.file() + " is a command (it exports _start), --preload is for libraries");
    }
    return library;
  }

  boolean hasExport(String export) {
    return module.exports().stream().anyMatch(each -> each.name().equals(export));
  }

  private boolean isCommand() {
    return module.exports().stream()
        .anyMatch(each ->
            each.name().equals(ModuleGuest.START)
                && each.type() instanceof ExternType.Func(var type)
                && ModuleGuest.isPlain(type));
  }
}
