package dev.jawa.app.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `jawa completion`: a script for bash, or for zsh with `bashcompinit`, as in `source <(jawa
/// completion)`.
@Command(
    addMethodSubcommands = false,
    name = "completion",
    description = "Print a completion script for bash or zsh.")
final class CompletionCommand implements Runnable {

  private enum Shell {
    bash,
    zsh
  }

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      defaultValue = "bash",
      description = "one of ${COMPLETION-CANDIDATES}; the script serves both")
  private Shell shell = Shell.bash;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    if (shell == Shell.zsh) {
      console.out().println("autoload -U +X bashcompinit && bashcompinit");
    }
    console.out().println(AutoComplete.bash("jawa", spec.root().commandLine()));
  }
}
