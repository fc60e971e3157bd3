package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The `jawa` command of the distribution as a real process, as a user starts it.
final class Jawa {

  static final Path ROOT = Path.of(System.getProperty("jawa.root"));
  static final Path DIST = ROOT.resolve("dist/jawa");
  static final Path COUNT_LINES = ROOT.resolve("examples/count-lines/count-lines.wasm");
  static final Path LOOKUP = ROOT.resolve("examples/lookup/lookup.wasm");
  static final Path LOADS = ROOT.resolve("examples/loads/loads.wasm");
  static final Path HELLO_HTTP = ROOT.resolve("examples/hello-http/hello-http.wasm");

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final String engine;

  /// @param folder where the processes run, and where their compiled code is kept
  /// @param engine what they run guests with, if they are not told otherwise
  Jawa(Path folder, String engine) {
    this.folder = folder;
    this.engine = engine;
    assertThat(DIST.resolve("bin/jawa"))
        .as("the distribution; 'make dist' makes it")
        .isExecutable();
  }

  /// How a command ended.
  record Ended(int code, String out, String err) {}

  ProcessBuilder builder(Map<String, String> environment, List<String> args) {
    // Signals that are ignored where the tests run, as under nohup, stay so in children.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT,QUIT", "--"));
    command.add(DIST.resolve("bin/jawa").toString());
    command.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("JAWA_CACHE_DIR", folder.resolve("cache").toString());
    builder.environment().put("JAWA_ENGINE", engine);
    builder.environment().putAll(environment);
    return builder;
  }

  Ended run(String... args) throws Exception {
    return run(Map.of(), "", args);
  }

  Ended run(Map<String, String> environment, String stdin, String... args) throws Exception {
    Process process = builder(environment, List.of(args)).start();
    try {
      CompletableFuture<String> out = read(process.getInputStream());
      CompletableFuture<String> err = read(process.getErrorStream());
      try (OutputStream in = process.getOutputStream()) {
        in.write(stdin.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // A guest that does not read its input may be gone already.
      }
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("jawa %s ends", String.join(" ", args))
          .isTrue();
      return new Ended(process.exitValue(), out.get(), err.get());
    } finally {
      process.destroyForcibly();
    }
  }

  static CompletableFuture<String> read(InputStream in) {
    CompletableFuture<String> text = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try (in) {
            text.complete(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          } catch (IOException e) {
            text.completeExceptionally(e);
          }
        });
    return text;
  }

  /// Writes a file for a command to take.
  Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
