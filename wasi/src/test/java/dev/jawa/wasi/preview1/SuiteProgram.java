package dev.jawa.wasi.preview1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program of the WASI test suite with what its `NAME.json` says (`doc/specification.md` there).
///
/// @param root the folder that becomes the guest's `/`, or the program itself if there is none
record SuiteProgram(
    Path wasm,
    Path root,
    List<String> args,
    Map<String, String> environment,
    int exitCode,
    String stdout) {

  private static final JsonMapper JSON = new JsonMapper();

  /// Every program below a folder.
  static List<SuiteProgram> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".wasm"))
          .sorted()
          .map(SuiteProgram::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SuiteProgram read(Path wasm) {
    String name = name(wasm);
    Path json = wasm.resolveSibling(name + ".json");
    JsonNode spec = Files.exists(json) ? JSON.readTree(json) : JSON.createObjectNode();
    List<String> args = new ArrayList<>(List.of(name + ".wasm"));
    spec.path("args").forEach(arg -> args.add(arg.asString()));
    Map<String, String> environment = new TreeMap<>();
    spec.path("env")
        .properties()
        .forEach(e -> environment.put(e.getKey(), e.getValue().asString()));
    Path root = spec.has("root") ? wasm.resolveSibling(spec.get("root").asString()) : wasm;
    return new SuiteProgram(
        wasm,
        root,
        args,
        environment,
        spec.path("exit_code").asInt(0),
        spec.path("stdout").asString(""));
  }

  private static String name(Path wasm) {
    String file = wasm.getFileName().toString();
    return file.substring(0, file.length() - ".wasm".length());
  }

  boolean hasRoot() {
    return !root.equals(wasm);
  }

  /// As in `rust/fd_readdir`.
  String id() {
    return wasm.getParent().getFileName() + "/" + name(wasm);
  }

  @Override
  public String toString() {
    return id();
  }
}
