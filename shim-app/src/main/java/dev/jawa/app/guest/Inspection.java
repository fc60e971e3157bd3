package dev.jawa.app.guest;

import dev.jawa.component.binary.Preamble;
import dev.jawa.component.instantiate.ImportAnswer;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.component.wit.WitPrinter;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.Engine;
import dev.jawa.engine.ExportDescriptor;
import dev.jawa.engine.ImportDescriptor;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a file holds, for people.
///
/// @param form `component` or `core module`
/// @param world what it was made for, as in `wasi:http/proxy`
/// @param imports what it needs: names, with what is needed of each
/// @param exports likewise
/// @param answers what the host says to each import, by name
/// @param missing what of it is not here, or `null` if everything is
/// @param wit a component as WIT text, empty for a core module
public record Inspection(
    String form,
    String world,
    Map<String, List<String>> imports,
    Map<String, List<String>> exports,
    Map<String, String> answers,
    @Nullable String missing,
    String wit) {

  /// Looks at a file without running it.
  ///
  /// @throws GuestException if it is not valid
  public static Inspection of(String name, byte[] wasm, Engine engine, Gates gates) {
    GuestLauncher launcher = new GuestLauncher(engine, UnknownImports.REFUSE, gates, List.of());
    return launcher.explaining(
        name,
        () ->
            Preamble.of(wasm) instanceof Preamble.Component
                ? component(wasm, engine, gates)
                : module(name, wasm, engine, launcher));
  }

  private static Inspection component(byte[] wasm, Engine engine, Gates gates) {
    Linker<WasiContext> linker = ComponentGuests.linker(engine).gates(gates);
    // Its core modules have to be valid too.
    ValidatedComponent component = linker.compile(wasm).component();
    List<ImportAnswer> answers = linker.answers(component);
    return new Inspection(
        "component",
        ComponentGuests.world(component.exports()),
        names(component.imports()),
        names(component.exports()),
        words(answers),
        missing(answers),
        WitPrinter.print(component));
  }

  private static Map<String, String> words(List<ImportAnswer> answers) {
    Map<String, String> words = new LinkedHashMap<>();
    for (ImportAnswer answer : answers) {
      String version = answer.version().isEmpty() ? "" : " " + answer.version();
      words.put(
          answer.name(),
          switch (answer.answer()) {
            case PROVIDED -> "provided" + version;
            case PARTLY -> "provided" + version + " in part";
            case OTHER_VERSION -> "version mismatch: here it is" + version;
            case MISSING -> "missing";
          });
    }
    return words;
  }

  private static @Nullable String missing(List<ImportAnswer> answers) {
    String problems =
        answers.stream()
            .flatMap(answer -> answer.problems().stream())
            .collect(Collectors.joining("; "));
    return problems.isEmpty() ? null : problems;
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
    return new Inspection(
        "core module", world, imports, exports, Map.of(), missing(name, wasm, launcher), "");
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
