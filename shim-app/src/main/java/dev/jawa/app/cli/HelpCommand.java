package dev.jawa.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jawa help [COMMAND]`, the same as `jawa [COMMAND] --help`.
@Command(addMethodSubcommands = false, name = "help", description = "Print the help of a command.")
final class HelpCommand implements Runnable {

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "which; none for all")
  private @Nullable String command;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  HelpCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    CommandLine root = spec.parent().commandLine();
    CommandLine about = command == null ? root : root.getSubcommands().get(command);
    if (about == null) {
      throw new UsageException("there is no command '" + command + "'; 'jawa help' lists them");
    }
    about.usage(console.out());
  }
}
