package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.guest.UnknownImports;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jawa compile`: does ahead of time what the first start of a guest would do, and keeps it in a
/// folder.
@Command(
    addMethodSubcommands = false,
    name = "compile",
    description =
        "Compile a guest into a cache folder; `run` and `serve` take it with -C cache-dir=OUT.")
final class CompileCommand implements Runnable {

  private final Console console;

  @Mixin private EngineChoice engineChoice = new EngineChoice();

  @Parameters(paramLabel = "FILE", description = "a module or component, - for stdin")
  private String file = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      required = true,
      description = "the cache folder, made if it is not there")
  private Path out = Path.of(".");

  CompileCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    WasmFile wasm = WasmFile.read(file);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw new GuestException(out + ": cannot be made a folder: " + FileReason.of(e), e);
    }
    engineChoice.cacheIn(out);
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    try (Engine engine = engineChoice.create(configuration, console::warn)) {
      // Whether it links is for who starts it to say.
      new GuestLauncher(engine, UnknownImports.TRAP, Gates.released(), List.of())
          .load(wasm.name(), wasm.bytes());
    }
  }
}
