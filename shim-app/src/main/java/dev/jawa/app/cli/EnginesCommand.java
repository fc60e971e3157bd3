package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Engines;
import dev.jawa.engine.Feature;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/// `jawa engines`: the engines of this installation, whether they run here, and what they can do.
@Command(name = "engines", description = "List the engines and what they support.")
final class EnginesCommand implements Runnable {

  private final Console console;

  EnginesCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    String chosen = JawaConfiguration.load(console.environment()).engine();
    for (EngineProvider provider : Engines.providers()) {
      String mark = provider.id().equals(chosen) ? " (default)" : "";
      String reason = provider.unavailableReason();
      if (reason != null) {
        console.out().println(provider.id() + mark + ": not available: " + reason);
        continue;
      }
      try (Engine engine = provider.create(EngineOptions.DEFAULT)) {
        console.out().println(provider.id() + " " + engine.version() + mark);
        console.out().println("  " + features(engine));
      }
    }
  }

  private static String features(Engine engine) {
    return engine.features().stream()
        .sorted()
        .map(Feature::proposal)
        .collect(Collectors.joining(" "));
  }
}
