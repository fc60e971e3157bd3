package dev.jawa.wast.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Encodes the text format by a tool of the machine: `wasm-tools` on the PATH, else PyPI's
/// `wasmtime`.
public final class TextEncoder {

  /// How to get a tool.
  public static final String HOW_TO_GET_ONE =
      "text needs an encoder: install wasm-tools (cargo install wasm-tools)"
          + " or PyPI's wasmtime (pip install wasmtime)";

  /// Texts come in and binaries go out as lines of Base64; a line that begins with `-` is why a
  /// text was refused.
  private static final String PYTHON =
      """
      import sys, base64, wasmtime
      for line in sys.stdin:
          try:
              out = '+' + base64.b64encode(bytes(wasmtime.wat2wasm(base64.b64decode(line)))).decode()
          except Exception as e:
              out = '-' + base64.b64encode(str(e).encode()).decode()
          print(out)
      """;

  /// What became of a text.
  public sealed interface Encoded {
    @SuppressWarnings("ArrayRecordComponent") // carries the bytes, never compared
    record Binary(byte[] bytes) implements Encoded {}

    /// @param reason in one line
    record Refused(String reason) implements Encoded {}
  }

  private final Map<String, String> environment;

  /// @param environment for the PATH
  public TextEncoder(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Whether the first thing, white space and comments aside, is a parenthesis.
  public static boolean looksLikeText(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, 16384), StandardCharsets.ISO_8859_1);
    return head.replaceAll(";;[^\n]*(\n|$)|(?s:\\(;.*?;\\))", "").stripLeading().startsWith("(");
  }

  /// Encodes a text.
  ///
  /// @throws ScriptException if there is no tool
  public Encoded encode(String text) {
    return encodeAll(List.of(text)).getFirst();
  }

  /// Encodes texts, each on its own.
  ///
  /// @throws ScriptException if there is no tool
  public List<Encoded> encodeAll(List<String> texts) {
    List<Encoded> encoded = new ArrayList<>(encodeAsTheyAre(texts));
    for (int i = 0; i < texts.size(); i++) {
      if (encoded.get(i) instanceof Encoded.Refused(String reason)
          && reason.contains(CancellableText.REFUSAL)) {
        encoded.set(i, encodeCancellable(CancellableText.of(texts.get(i))));
      }
    }
    return encoded;
  }

  private Encoded encodeCancellable(CancellableText text) {
    Encoded encoded = encodeAsTheyAre(List.of(text.text())).getFirst();
    if (!(encoded instanceof Encoded.Binary(byte[] component))) {
      return encoded;
    }
    byte[] flagged = text.flagged(component);
    return flagged == null
        ? new Encoded.Refused("the option `cancellable` is where nobody expects it")
        : new Encoded.Binary(flagged);
  }

  private List<Encoded> encodeAsTheyAre(List<String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    if (isOnPath("wasm-tools")) {
      return byWasmTools(texts);
    }
    if (isOnPath("python3")) {
      return byPython(texts);
    }
    throw new ScriptException(HOW_TO_GET_ONE);
  }

  private boolean isOnPath(String program) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  /// A process for each text, as many side by side as there are processors.
  private static List<Encoded> byWasmTools(List<String> texts) {
    int workers = Math.max(1, Math.min(texts.size(), Runtime.getRuntime().availableProcessors()));
    try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
      List<CompletableFuture<Encoded>> running =
          texts.stream()
              .map(text -> CompletableFuture.supplyAsync(() -> byWasmTools(text), pool))
              .toList();
      return running.stream().map(CompletableFuture::join).toList();
    }
  }

  private static Encoded byWasmTools(String text) {
    Output output = run(List.of("wasm-tools", "parse", "-"), text);
    return output.code == 0
        ? new Encoded.Binary(output.bytes)
        : new Encoded.Refused(oneLine(output.errors));
  }

  private static List<Encoded> byPython(List<String> texts) {
    StringBuilder lines = new StringBuilder();
    for (String text : texts) {
      lines
          .append(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
          .append('\n');
    }
    Output output = run(List.of("python3", "-c", PYTHON), lines.toString());
    List<Encoded> encoded = new ArrayList<>();
    new String(output.bytes, StandardCharsets.US_ASCII)
        .lines()
        .forEach(line -> {
          byte[] bytes = Base64.getDecoder().decode(line.substring(1));
          encoded.add(
              line.startsWith("+")
                  ? new Encoded.Binary(bytes)
                  : new Encoded.Refused(oneLine(new String(bytes, StandardCharsets.UTF_8))));
        });
    if (encoded.size() != texts.size()) {
      // Without the package python3 is no encoder.
      throw new ScriptException(
          output.errors.contains("ModuleNotFoundError")
              ? HOW_TO_GET_ONE
              : "python3 with PyPI's wasmtime fails: " + oneLine(output.errors));
    }
    return encoded;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private record Output(byte[] bytes, String errors, int code) {}

  private static Output run(List<String> command, String input) {
    Path errors = null;
    try {
      errors = Files.createTempFile("jawa", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(Redirect.to(errors.toFile()));
      // Scripts older than wasm-tools 1.2x refer to exports in a syntax it else refuses.
      builder.environment().put("WAST_STRICT_COMPONENT_INDICES", "0");
      Process process = builder.start();
      byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
      Thread writer = Thread.ofVirtual().start(() -> feed(process.getOutputStream(), bytes));
      byte[] output;
      try (InputStream out = process.getInputStream()) {
        output = out.readAllBytes();
      }
      writer.join();
      int code = process.waitFor();
      return new Output(output, Files.readString(errors), code);
    } catch (IOException e) {
      throw new ScriptException(command.getFirst() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScriptException(command.getFirst() + " was interrupted", e);
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
}
