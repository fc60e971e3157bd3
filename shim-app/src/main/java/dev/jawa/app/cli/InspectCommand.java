package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.Inspection;
import dev.jawa.engine.Engine;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jawa inspect`: what a file imports and exports, and what of it is missing here.
@Command(name = "inspect", description = "Show imports, exports, and what is missing here.")
final class InspectCommand implements Runnable {

  private final Console console;

  @Mixin private EngineChoice engineChoice = new EngineChoice();

  @Parameters(paramLabel = "FILE", description = "a module or component, - for stdin")
  private String file = "";

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    WasmFile wasm = WasmFile.read(file);
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    try (Engine engine = engineChoice.create(configuration, console::warn)) {
      print(wasm.name(), Inspection.of(wasm.name(), wasm.bytes(), engine));
    }
  }

  private void print(String name, Inspection found) {
    console.out().println(name + ": " + found.form());
    console.out().println("world: " + found.world());
    print("imports", found.imports());
    print("exports", found.exports());
    console
        .out()
        .println("missing here: " + (found.missing() == null ? "nothing" : found.missing()));
  }

  private void print(String title, Map<String, List<String>> externs) {
    console.out().println(title + ":" + (externs.isEmpty() ? " none" : ""));
    externs.forEach((name, parts) -> {
      console.out().println("  " + name);
      parts.forEach(part -> console.out().println("    " + part));
    });
  }
}
