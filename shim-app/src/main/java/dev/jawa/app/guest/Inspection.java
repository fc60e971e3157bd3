package dev.jawa.app.guest;

import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.Preamble;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a file holds, for people.
///
/// @param form `component` or `core module`
/// @param world what it was made for, as in `wasi:http/proxy`
/// @param imports what it needs: names, with what is needed of each
/// @param exports likewise
/// @param missing what of it is not here, or `null` if everything is
public record Inspection(
    String form,
    String world,
    Map<String, List<String>> imports,
    Map<String, List<String>> exports,
    @Nullable String missing) {

  /// Looks at a file without running it.
  ///
  /// @throws GuestException if it is not valid
  public static Inspection of(String name, byte[] wasm, Engine engine) {
    GuestLauncher launcher = new GuestLauncher(engine);
    return launcher.explaining(
        name,
        () ->
            Preamble.of(wasm) instanceof Preamble.Component
                ? component(name, wasm, launcher)
                : module(name, wasm, engine, launcher));
  }

  private static Inspection component(String name, byte[] wasm, GuestLauncher launcher) {
    ValidatedComponent component =
        ComponentValidator.validate(ComponentDecoder.decode(wasm), Gates.released());
    return new Inspection(
        "component",
        ComponentGuests.world(component.exports()),
        names(component.imports()),
        names(component.exports()),
        missing(name, wasm, launcher));
  }

  private static Map<String, List<String>> names(List<NamedExtern> externs) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (NamedExtern extern : externs) {
      List<String> parts =
          extern.type() instanceof ExternType.Instance(var instance)
              ? instance.exports().entrySet().stream()
                  .filter(export -> export.getValue() instanceof ExternType.Func)
                  .map(Map.Entry::getKey)
                  .toList()
              : List.of();
      names.put(extern.name(), parts);
    }
    return names;
  }

  private static Inspection module(
      String name, byte[] wasm, Engine engine, GuestLauncher launcher) {
    CoreModule module = engine.compile(wasm);
    Map<String, List<String>> imports = new LinkedHashMap<>();
    for (ImportDescriptor wanted : module.imports()) {
      imports.computeIfAbsent(wanted.module(), _ -> new ArrayList<>()).add(wanted.name());
    }
    Map<String, List<String>> exports = new LinkedHashMap<>();
    for (ExportDescriptor export : module.exports()) {
      exports.put(export.name(), List.of());
    }
    String world = "none, a library";
    if (exports.containsKey("_start")) {
      world = "WASI 0.1 command";
    } else if (exports.containsKey("_initialize")) {
      world = "WASI 0.1 reactor";
    }
    return new Inspection("core module", world, imports, exports, missing(name, wasm, launcher));
  }

  private static @Nullable String missing(String name, byte[] wasm, GuestLauncher launcher) {
    try {
      Guest _ = launcher.load(name, wasm);
      return null;
    } catch (GuestException e) {
      if (e.getCause() instanceof UnlinkableException missing) {
        return String.valueOf(missing.getMessage());
      }
      throw e;
    }
  }
}
