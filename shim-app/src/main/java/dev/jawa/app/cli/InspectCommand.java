package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.Inspection;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jawa inspect`: what a file imports and exports, and what of it is missing here.
@Command(
    addMethodSubcommands = false,
    name = "inspect",
    description = "Show imports, exports, and what is missing here.")
final class InspectCommand implements Runnable {

  private final Console console;

  @Mixin private EngineChoice engineChoice = new EngineChoice();

  @Option(names = "--wit", description = "print a component as WIT text too")
  private boolean wit;

  @Parameters(paramLabel = "FILE", description = "a module or component, - for stdin")
  private String file = "";

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    WasmFile wasm = WasmFile.read(file);
    Gates gates = new WasmOptions(engineChoice.values(console::warn)).gates();
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    try (Engine engine = engineChoice.create(configuration, console::warn)) {
      print(wasm.name(), Inspection.of(wasm.name(), wasm.bytes(), engine, gates));
    }
  }

  private void print(String name, Inspection found) {
    console.out().println(name + ": " + found.form());
    console.out().println("world: " + found.world());
    print("imports", found.imports(), found.answers());
    print("exports", found.exports(), Map.of());
    console
        .out()
        .println("missing here: " + (found.missing() == null ? "nothing" : found.missing()));
    if (wit) {
      console.out().println();
      console.out().print(found.wit());
    }
  }

  private void print(String title, Map<String, List<String>> externs, Map<String, String> answers) {
    console.out().println(title + ":" + (externs.isEmpty() ? " none" : ""));
    externs.forEach((name, parts) -> {
      String answer = answers.get(name);
      console.out().println("  " + name + (answer == null ? "" : " (" + answer + ")"));
      parts.forEach(part -> console.out().println("    " + part));
    });
  }
}
