package dev.jawa.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `jawa inspect`: what a file imports and exports, and what of it is missing here.
@Command(name = "inspect", description = "Show imports, exports, and what is missing here.")
final class InspectCommand implements Runnable {

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "a module or component, - for stdin")
  private String file = "";

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    console.out().println(WasmFile.read(file).name());
  }
}
