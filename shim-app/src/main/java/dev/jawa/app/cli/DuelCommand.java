package dev.jawa.app.cli;

import dev.jawa.app.duel.Duel;
import dev.jawa.app.duel.DuelInput;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.options.OptionValue;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.Engines;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.binary.CoreModules;
import dev.jawa.wasi.sys.DirectoryOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jawa duel`: a module on all engines; exit code 1 if they do not agree.
@Command(
    addMethodSubcommands = false,
    name = "duel",
    description = "Run a module on all engines and compare results, output, traps and memory.")
final class DuelCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "how long each call may take (${DEFAULT-VALUE})")
  private String timeout = "";

  @Option(
      names = "--stdin",
      description = "give the guest what stdin has; otherwise it gets an empty one")
  private boolean stdin;

  @Option(
      names = "--dir",
      paramLabel = "HOST[::GUEST]",
      description = "give the guest this directory; may be given more than once")
  private List<String> directories = new ArrayList<>();

  @Parameters(index = "0", paramLabel = "FILE", description = "the module, or a component")
  private String file = "";

  @Parameters(index = "1..*", paramLabel = "ARGS", description = "the guest's arguments")
  private List<String> args = new ArrayList<>();

  DuelCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    WasmFile wasm = WasmFile.read(file);
    List<String> all = new ArrayList<>(List.of(wasm.baseName()));
    all.addAll(args);
    byte[] input = stdin ? System.in.readAllBytes() : new byte[0];
    List<DirectoryOption> given = directories.stream().map(DirectoryOption::parse).toList();
    var opening = new DirectoryOption.Opening(DirectoryOptions.DEFAULT_OPEN_FILES, false);
    DuelInput same =
        new DuelInput(
            all, input, () -> given.stream().map(one -> one.open(opening, console::warn)).toList());
    Duel duel = new Duel(same, OptionValue.duration(timeout));
    List<Engine> engines = engines();
    try {
      boolean draw = true;
      List<byte[]> modules = CoreModules.in(wasm.bytes());
      for (int i = 0; i < modules.size(); i++) {
        String name = modules.size() == 1 ? wasm.name() : wasm.name() + " module " + i;
        draw &= fight(name, duel, modules.get(i), engines);
      }
      return draw ? 0 : JawaCommand.FAILED;
    } finally {
      engines.forEach(Engine::close);
    }
  }

  private boolean fight(String name, Duel duel, byte[] module, List<Engine> engines) {
    Duel.Verdict verdict;
    try {
      verdict = duel.of(module, engines);
    } catch (UnlinkableException e) {
      console.out().println(name + ": not run: " + e.getMessage());
      return true;
    }
    verdict.refusals().forEach((engine, why) -> console.out().println(name + ": " + why));
    verdict.differences().forEach(line -> console.out().println(name + ": " + line));
    console
        .out()
        .printf(
            "%s: %s, %d things compared%n",
            name, verdict.isDraw() ? "the engines agree" : "they do not agree", verdict.facts());
    return verdict.isDraw();
  }

  private static List<Engine> engines() {
    List<Engine> engines =
        Engines.providers().stream()
            .filter(provider -> provider.unavailableReason() == null)
            .map(provider -> provider.create(EngineOptions.DEFAULT))
            .toList();
    if (engines.size() < 2) {
      engines.forEach(Engine::close);
      List<String> ids = Engines.providers().stream().map(EngineProvider::id).toList();
      throw new GuestException(
          "a duel takes two engines that run here, of "
              + ids
              + "; 'jawa engines' says what is missing");
    }
    return engines;
  }
}
