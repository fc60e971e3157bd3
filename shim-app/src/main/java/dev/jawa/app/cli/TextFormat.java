package dev.jawa.app.cli;

import dev.jawa.app.guest.GuestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The text format (`.wat`), encoded by a tool of the machine.
final class TextFormat {

  /// The tools, the most wanted first: each reads text on stdin and writes a binary to stdout.
  private static final List<List<String>> ENCODERS =
      List.of(
          List.of("wasm-tools", "parse", "-", "-o", "-"),
          List.of(
              "python3",
              "-c",
              "import sys, wasmtime;"
                  + " sys.stdout.buffer.write(wasmtime.wat2wasm(sys.stdin.buffer.read()))"));

  private TextFormat() {}

  /// Whether the first thing, white space and comments aside, is a parenthesis.
  static boolean looksLikeText(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, 4096), StandardCharsets.ISO_8859_1);
    return head.replaceAll(";;[^\n]*(\n|$)|(?s:\\(;.*?;\\))", "").stripLeading().startsWith("(");
  }

  /// Encodes text.
  ///
  /// @throws GuestException if there is no tool, or the text is wrong
  static byte[] encode(String name, byte[] text) {
    String complaint = null;
    for (List<String> command : ENCODERS) {
      if (!onPath(command.getFirst(), System.getenv())) {
        continue;
      }
      Output output = run(command, text);
      if (output.binary.length > 0) {
        return output.binary;
      }
      // A python3 without the package is no encoder; anything else is about the text.
      if (!output.errors.contains("ModuleNotFoundError")) {
        complaint = output.errors;
        break;
      }
    }
    throw new GuestException(
        complaint == null
            ? name
                + ": text needs an encoder: install wasm-tools (cargo install wasm-tools)"
                + " or PyPI's wasmtime (pip install wasmtime)"
            : name + ": " + complaint.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  private record Output(byte[] binary, String errors) {}

  private static Output run(List<String> command, byte[] text) {
    Path errors = null;
    try {
      errors = Files.createTempFile("jawa", ".err");
      Process process =
          new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile())).start();
      Thread writer = Thread.ofVirtual().start(() -> feed(process.getOutputStream(), text));
      byte[] binary;
      try (InputStream out = process.getInputStream()) {
        binary = out.readAllBytes();
      }
      writer.join();
      int code = process.waitFor();
      return new Output(code == 0 ? binary : new byte[0], Files.readString(errors));
    } catch (IOException e) {
      return new Output(new byte[0], command.getFirst() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Output(new byte[0], command.getFirst() + " was interrupted");
    } finally {
      delete(errors);
    }
  }

  private static void feed(OutputStream in, byte[] text) {
    try (in) {
      in.write(text);
    } catch (IOException e) {
      // The tool stopped reading: its exit code and its stderr say why.
    }
  }

  private static void delete(@Nullable Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // A leftover in the temporary folder harms nobody.
      }
    }
  }

  static boolean onPath(String program, Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
