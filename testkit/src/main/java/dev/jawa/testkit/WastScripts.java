package dev.jawa.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Finds the scripts of the shared folder (`jawa.shared`, default `../shared`) and converts them
/// with the converter that lies there, into `target/wast`; what is up to date is not converted
/// again.
public final class WastScripts {
  private WastScripts() {}

  /// The scripts or their converter are not here; the message says what to skip and why.
  public static final class UnavailableException extends Exception {
    UnavailableException(String message) {
      super(message);
    }
  }

  /// The scripts of a folder, however deep, as in `conformance/component-model`.
  public static List<WastScript> of(String folder) throws UnavailableException {
    Path shared = Path.of(System.getProperty("jawa.shared", "../shared")).toAbsolutePath();
    Path root = shared.resolve(folder);
    if (!Files.isDirectory(root)) {
      throw new UnavailableException(folder + " is not there: " + root);
    }
    return convert(root, shared.resolve("tools/wast2json.py"), Path.of("target/wast"));
  }

  private static List<WastScript> convert(Path root, Path converter, Path target)
      throws UnavailableException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> scripts =
          files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
      List<WastScript> converted = new ArrayList<>();
      for (Path folder : scripts.stream().map(WastScripts::folder).distinct().toList()) {
        Path out = target.resolve(root.getFileName()).resolve(root.relativize(folder).toString());
        List<Path> inside = scripts.stream().filter(s -> folder(s).equals(folder)).toList();
        if (!upToDate(inside, out)) {
          run(converter, out, inside);
        }
        for (Path script : inside) {
          converted.add(WastReader.read(json(out, script)));
        }
      }
      return converted;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path script) {
    return Objects.requireNonNull(script.getParent());
  }

  private static Path json(Path out, Path script) {
    String stem = script.getFileName().toString().replace(".wast", "");
    return out.resolve(stem).resolve(stem + ".json");
  }

  private static boolean upToDate(List<Path> scripts, Path out) throws IOException {
    for (Path script : scripts) {
      Path json = json(out, script);
      if (!Files.exists(json)
          || Files.getLastModifiedTime(json).compareTo(Files.getLastModifiedTime(script)) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void run(Path converter, Path out, List<Path> scripts)
      throws IOException, UnavailableException {
    Files.createDirectories(out);
    List<String> command = new ArrayList<>();
    command.addAll(List.of("python3", converter.toString(), out.toString()));
    scripts.forEach(script -> command.add(script.toString()));
    Path log = Files.createTempFile("wast2json", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new UnavailableException("wast2json.py takes more than five minutes");
      }
      if (process.exitValue() != 0) {
        throw new UnavailableException(
            "wast2json.py fails (is PyPI wasmtime there?): " + lastLine(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted");
    } finally {
      Files.delete(log);
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return lines.isEmpty() ? "no output" : lines.getLast();
  }
}
