package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.engines.EngineReport;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Engines;
import picocli.CommandLine.Command;

/// `jawa engines`: the engines of this installation, whether they run here, and what they can do,
/// tried out now.
@Command(
    addMethodSubcommands = false,
    name = "engines",
    description = "List the engines and try what they support.")
final class EnginesCommand implements Runnable {

  private final Console console;

  EnginesCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String chosen = JawaConfiguration.load(console.environment()).engine();
    EngineReport report = new EngineReport();
    for (EngineProvider provider : Engines.providers()) {
      String mark = provider.id().equals(chosen) ? " (default)" : "";
      String reason = provider.unavailableReason();
      if (reason != null) {
        console.out().println(provider.id() + mark + ": not available: " + reason);
        continue;
      }
      try (Engine engine = provider.create(EngineOptions.DEFAULT)) {
        console.out().println(provider.id() + " " + engine.version() + mark);
        if (engine.note() != null) {
          console.out().println("  " + engine.note());
        }
        report.add(engine);
      }
    }
    console.out().println();
    report.lines().forEach(console.out()::println);
  }
}
