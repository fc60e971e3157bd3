package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A command that was run to its end.
///
/// @param output stdout and stderr together
record CommandResult(int exitStatus, String output) {

  /// @throws IOException if it cannot be started
  static CommandResult of(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new CommandResult(Children.waitFor(process), output);
  }

  String firstLine() {
    return output.strip().lines().findFirst().orElse("exit status " + exitStatus);
  }
}
