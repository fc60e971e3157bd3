package dev.jawa.app.cli;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.GuestException;
import dev.jawa.engine.Engine;
import dev.jawa.wast.read.ScriptException;
import dev.jawa.wast.read.ScriptFile;
import dev.jawa.wast.read.TextEncoder;
import dev.jawa.wast.run.Failure;
import dev.jawa.wast.run.ScriptOptions;
import dev.jawa.wast.run.ScriptRunner;
import dev.jawa.wast.run.Watchdog;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Script;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `jawa wast`: runs test scripts; exit code 1 if a command of any fails.
@CommandLine.Command(
    addMethodSubcommands = false,
    name = "wast",
    description = "Run test scripts (.wast, or their JSON).")
final class WastCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private EngineChoice engineChoice = new EngineChoice();

  // Not required for picocli, or '-W help' would ask for it.
  @Parameters(arity = "0..*", paramLabel = "FILE", description = "scripts, - for stdin")
  private List<String> files = new ArrayList<>();

  WastCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    WasmOptions options = new WasmOptions(engineChoice.values(console::warn));
    if (files.isEmpty()) {
      throw new UsageException("FILE is missing");
    }
    JawaConfiguration configuration = JawaConfiguration.load(console.environment());
    int failed = 0;
    try (Engine engine = engineChoice.create(configuration, console::warn)) {
      for (String file : files) {
        failed += passes(file, engine, options) ? 0 : 1;
      }
    }
    return failed == 0 ? 0 : JawaCommand.FAILED;
  }

  private boolean passes(String file, Engine engine, WasmOptions options) {
    Script script;
    try {
      WasmFile read = WasmFile.readRaw(file);
      Path folder = Path.of(file).toAbsolutePath().getParent();
      script =
          ScriptFile.read(
              read.name(),
              read.bytes(),
              folder == null ? Path.of("/") : folder,
              new TextEncoder(console.environment()));
    } catch (ScriptException e) {
      String message = String.valueOf(e.getMessage());
      console.fail(message.startsWith(file) ? message : file + ": " + message, e);
      return false;
    } catch (GuestException e) {
      console.fail(String.valueOf(e.getMessage()), e);
      return false;
    }
    return run(script, engine, options.scriptOptions(script.switches()));
  }

  private boolean run(Script script, Engine engine, ScriptOptions options) {
    List<String> failures = new ArrayList<>();
    try (ScriptRunner runner = new ScriptRunner(engine, options)) {
      Watchdog.run(
          runner,
          script,
          options.timeout(),
          (command, failure) -> {
            if (failure != null) {
              failures.add(line(script, command, failure));
            }
          });
    }
    int all = script.commands().size();
    console
        .out()
        .printf(
            "%s: %s: %d passed, %d failed%n",
            script.file(),
            failures.isEmpty() ? "passed" : "failed",
            all - failures.size(),
            failures.size());
    failures.forEach(console.out()::println);
    return failures.isEmpty();
  }

  private static String line(Script script, Command command, Failure failure) {
    return "  %s:%d: %s".formatted(script.file(), command.line(), failure);
  }
}
