package dev.jawa.wasi.wit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads the WIT of WASI as far as it goes: interfaces, types, resources and functions. Worlds are
/// skipped, gates (`@since`, `@unstable`) are read over, so that gated functions count too.
public final class WitReader {

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|//[^\\n]*|/\\*.*?\\*/|(?<token>->|%?[A-Za-z][A-Za-z0-9-]*|[0-9]+(?:\\.[0-9]+)*|.)",
          Pattern.DOTALL);

  private final String packageName;
  private final List<String> tokens;
  private int at;

  private WitReader(String packageName, String text) {
    this.packageName = packageName;
    this.tokens = tokens(text);
  }

  /// All interfaces of the packages below a folder, by their names as in `wasi:io/streams`.
  public static Map<String, WitInterface> readAll(Path folder) throws IOException {
    Map<String, WitInterface> interfaces = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(path -> path.toString().endsWith(".wit")).sorted().toList();
    }
    for (Path file : files) {
      String packageName = "wasi:" + file.getParent().getFileName();
      for (WitInterface read : new WitReader(packageName, Files.readString(file)).read()) {
        interfaces.put(read.name(), read);
      }
    }
    return interfaces;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      String token = matcher.group("token");
      if (token != null) {
        tokens.add(token.startsWith("%") ? token.substring(1) : token);
      }
    }
    return tokens;
  }

  private List<WitInterface> read() {
    List<WitInterface> interfaces = new ArrayList<>();
    while (at < tokens.size()) {
      skipGates();
      switch (next()) {
        case "package" -> skipTo(";");
        case "world" -> skipBlock();
        case "interface" -> interfaces.add(readInterface());
        case String other -> throw error("an interface", other);
      }
    }
    return interfaces;
  }

  private WitInterface readInterface() {
    WitInterface result = new WitInterface(packageName + "/" + next());
    expect("{");
    for (skipGates(); !accept("}"); skipGates()) {
      readItem(result);
    }
    return result;
  }

  private void readItem(WitInterface into) {
    String word = next();
    switch (word) {
      case "use" -> readUse(into);
      case "type" -> {
        String name = next();
        expect("=");
        into.types().put(name, new WitType.Alias(readType()));
        expect(";");
      }
      case "record" -> into.types().put(next(), new WitType.Record(readLabelled()));
      case "variant" -> into.types().put(next(), new WitType.Variant(readLabelled()));
      case "enum" -> into.types().put(next(), new WitType.Enum(readLabels()));
      case "flags" -> into.types().put(next(), new WitType.Flags(readLabels()));
      case "resource" -> readResource(into);
      default -> {
        expect(":");
        readFunc(into, word, List.of());
      }
    }
  }

  private void readUse(WitInterface into) {
    StringBuilder path = new StringBuilder();
    while (!peek().equals(".")) {
      path.append(next());
    }
    expect(".");
    expect("{");
    String from = path.toString().replaceAll("@.*", "");
    from = from.contains(":") ? from : packageName + "/" + from;
    while (!accept("}")) {
      String name = next();
      into.types().put(accept("as") ? next() : name, new WitType.Used(from, name));
      accept(",");
    }
    expect(";");
  }

  private List<WitType.Labelled> readLabelled() {
    List<WitType.Labelled> fields = new ArrayList<>();
    expect("{");
    for (skipGates(); !accept("}"); skipGates()) {
      String label = next();
      WitType type = null;
      if (accept(":")) {
        type = readType();
      } else if (accept("(")) {
        type = readType();
        expect(")");
      }
      fields.add(new WitType.Labelled(label, type));
      accept(",");
    }
    return fields;
  }

  private List<String> readLabels() {
    return readLabelled().stream().map(WitType.Labelled::label).toList();
  }

  private void readResource(WitInterface into) {
    String resource = next();
    into.types().put(resource, new WitType.Resource(resource));
    if (accept(";")) {
      return;
    }
    expect("{");
    for (skipGates(); !accept("}"); skipGates()) {
      String name = next();
      if (name.equals("constructor")) {
        into.functions()
            .put(
                "[constructor]" + resource, new WitFunc(readParams(), new WitType.Named(resource)));
        expect(";");
        continue;
      }
      expect(":");
      if (accept("static")) {
        readFunc(into, "[static]" + resource + "." + name, List.of());
      } else {
        WitType self = new WitType.Generic("borrow", List.of(new WitType.Named(resource)));
        readFunc(
            into, "[method]" + resource + "." + name, List.of(new WitType.Labelled("self", self)));
      }
    }
  }

  private void readFunc(WitInterface into, String name, List<WitType.Labelled> implied) {
    expect("func");
    List<WitType.Labelled> params = new ArrayList<>(implied);
    params.addAll(readParams());
    WitType result = accept("->") ? readType() : null;
    expect(";");
    into.functions().put(name, new WitFunc(params, result));
  }

  private List<WitType.Labelled> readParams() {
    List<WitType.Labelled> params = new ArrayList<>();
    expect("(");
    while (!accept(")")) {
      String label = next();
      expect(":");
      params.add(new WitType.Labelled(label, readType()));
      accept(",");
    }
    return params;
  }

  private WitType readType() {
    String name = next();
    if (name.equals("_")) {
      return new WitType.Nothing();
    }
    if (!accept("<")) {
      return name.equals("result") ? new WitType.Generic(name, List.of()) : new WitType.Named(name);
    }
    List<WitType> arguments = new ArrayList<>();
    while (!accept(">")) {
      arguments.add(readType());
      accept(",");
    }
    return new WitType.Generic(name, arguments);
  }

  private void skipGates() {
    while (at < tokens.size() && accept("@")) {
      next();
      skipTo(")");
    }
  }

  private void skipTo(String end) {
    while (!next().equals(end)) {}
  }

  private void skipBlock() {
    skipTo("{");
    for (int depth = 1; depth > 0; ) {
      String token = next();
      depth += token.equals("{") ? 1 : token.equals("}") ? -1 : 0;
    }
  }

  private boolean accept(String token) {
    boolean there = peek().equals(token);
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String token) {
    String found = next();
    if (!found.equals(token)) {
      throw error(token, found);
    }
  }

  private String peek() {
    return tokens.get(at);
  }

  private String next() {
    return tokens.get(at++);
  }

  private IllegalStateException error(String expected, String found) {
    return new IllegalStateException(
        packageName + ": expected " + expected + ", found " + found + " at token " + at);
  }
}
