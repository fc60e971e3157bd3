package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Other programs of the machine that tests need.
final class Tools {

  private static final Path BUILT =
      Path.of(
          Optional.ofNullable(System.getenv("JAWA_TOOLS"))
              .orElse(System.getProperty("user.home") + "/.cache/jawa-tools"));

  private Tools() {}

  /// Where `scripts/tools.sh` puts what no distribution has.
  static Path built(String name) {
    return BUILT.resolve(name);
  }

  static boolean onPath(String program) {
    for (String folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /// Runs a program that must succeed, and returns what it printed.
  static String run(Path folder, Map<String, String> environment, String... command)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }

  /// Runs a program to its end, whatever that is.
  static Ended end(String stdin, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    CompletableFuture<String> out = Jawa.read(process.getInputStream());
    CompletableFuture<String> err = Jawa.read(process.getErrorStream());
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It has ended without reading it.
    }
    return new Ended(process.waitFor(), out.get(), err.get());
  }

  /// The paths of the files that a process has open.
  static List<String> openFiles(ProcessHandle process) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      for (Path file : files.toList()) {
        try {
          open.add(Files.readSymbolicLink(file).toString());
        } catch (NoSuchFileException _) {
          // It was closed meanwhile.
        }
      }
    }
    return open;
  }

  /// What a process was started with. What Java tells of it is cut off where it is long.
  static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    } catch (IOException _) {
      return "";
    }
  }
}
