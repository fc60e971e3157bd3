package dev.jawa.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `jawa image`: OCI images of guests.
@Command(addMethodSubcommands = false, name = "image", description = "Make OCI images of guests.")
final class ImageCommand implements Runnable {

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  ImageCommand() {}

  /// The command with what is below it.
  static CommandLine with(Console console) {
    return new CommandLine(new ImageCommand())
        .addSubcommand("build", new ImageBuildCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command? there is 'jawa image build'");
  }
}
