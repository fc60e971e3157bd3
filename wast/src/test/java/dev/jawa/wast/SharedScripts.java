package dev.jawa.wast;

import dev.jawa.wast.read.ScriptException;
import dev.jawa.wast.read.ScriptFile;
import dev.jawa.wast.read.TextEncoder;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Script;
import dev.jawa.wast.script.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The scripts of the shared folder (`jawa.shared`, default `../shared`), read once for all tests.
final class SharedScripts {

  /// They or an encoder are not here; the message says what to skip and why.
  static final class UnavailableException extends Exception {
    UnavailableException(String message) {
      super(message);
    }
  }

  private static final String FOLDER = "conformance/component-model";

  private static final class Holder {
    static final List<Script> SCRIPTS = read();
  }

  private SharedScripts() {}

  static Path shared() {
    return Path.of(System.getProperty("jawa.shared", "../shared")).toAbsolutePath();
  }

  /// All scripts of the component model's specification.
  static List<Script> componentModel() throws UnavailableException {
    Path folder = shared().resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new UnavailableException(FOLDER + " is not there: " + folder);
    }
    if (Holder.SCRIPTS.isEmpty()) {
      throw new UnavailableException(TextEncoder.HOW_TO_GET_ONE);
    }
    return Holder.SCRIPTS;
  }

  /// The binaries of a script, those that must be refused among them.
  static Stream<byte[]> binaries(Script script) {
    return script.commands().stream()
        .map(command ->
            switch (command) {
              case Command.Module module -> module.source();
              case Command.Definition definition -> definition.source();
              case Command.AssertRefused refused -> refused.source();
              default -> new Source.NotEncodable("it defines nothing");
            })
        .filter(Source.Binary.class::isInstance)
        .map(source -> ((Source.Binary) source).bytes());
  }

  /// @return empty if there is no encoder
  private static List<Script> read() {
    TextEncoder encoder = new TextEncoder(System.getenv());
    try (Stream<Path> files = Files.walk(shared().resolve(FOLDER))) {
      List<Script> scripts = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".wast")).sorted().toList()) {
        scripts.add(
            ScriptFile.read(
                file.getFileName().toString(),
                Files.readAllBytes(file),
                Objects.requireNonNull(file.getParent()),
                encoder));
      }
      return scripts;
    } catch (ScriptException e) {
      if (TextEncoder.HOW_TO_GET_ONE.equals(e.getMessage())) {
        return List.of();
      }
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
