package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jawa.app.options.Handling;
import dev.jawa.app.options.OptionGroup;
import dev.jawa.app.options.OptionKey;
import dev.jawa.app.options.OptionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Walks the table of wasmtime's options in `reference/features.md`, section 5: each is taken, and
/// each that has to mean something does, or stands with a reason in `options-without-effect.txt`.
/// One that stands there and does something fails too.
class OptionTableTest {

  private static final Path FEATURES =
      Path.of(System.getProperty("jawa.shared", "../../shared")).resolve("reference/features.md");

  /// What the table says of one option.
  private record Row(String option, String mark) {
    boolean mustMeanSomething() {
      return mark.startsWith("must") || mark.startsWith("should");
    }
  }

  @Test
  void takesEachOptionAndHonoursEachThatMatters() throws IOException {
    List<Row> rows = rows();
    Map<String, String> excused = excused();
    List<String> wrong = new ArrayList<>();
    for (Row row : rows) {
      Handling handling = handling(row.option);
      boolean honoured =
          handling instanceof Handling.Honoured || handling instanceof Handling.AlwaysOn;
      boolean listed = excused.containsKey(row.option);
      if (handling == null && !listed) {
        wrong.add(row.option + " is not taken");
      } else if (row.mustMeanSomething() && !honoured && !listed) {
        wrong.add(row.option + " has no effect; list it with a reason, or honour it");
      } else if (honoured && listed) {
        wrong.add(row.option + " is honoured; take it out of options-without-effect.txt");
      }
    }
    List<String> known = rows.stream().map(Row::option).toList();
    excused.keySet().stream()
        .filter(option -> !known.contains(option))
        .forEach(option -> wrong.add(option + " is listed, but not in the table"));

    assertThat(rows).hasSizeGreaterThan(140);
    assertThat(wrong).isEmpty();
  }

  private static Map<String, String> excused() throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    try (InputStream list =
        Objects.requireNonNull(
            OptionTableTest.class.getResourceAsStream("options-without-effect.txt"))) {
      new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> {
            int colon = line.indexOf(": ");
            assertThat(colon).as("a reason in '%s'", line).isPositive();
            reasons.put(line.substring(0, colon), line.substring(colon + 2));
          });
    }
    return reasons;
  }

  /// `null` if nobody takes the option.
  private static @Nullable Handling handling(String option) {
    if (option.matches("-[OCDWSR] .*")) {
      OptionKey<?> key = key(group(option.charAt(1)), option.substring(3));
      return key == null ? null : key.handling();
    }
    Console console = new Console(System.out, System.err, Map.of());
    boolean taken =
        new CommandLine(new RunCommand(console)).getCommandSpec().findOption(option) != null
            || ServeCommand.commandLine(console).getCommandSpec().findOption(option) != null;
    return taken ? new Handling.Honoured("the command") : null;
  }

  private static OptionGroup group(char letter) {
    for (OptionGroup group : OptionGroup.values()) {
      if (group.option().charAt(1) == letter) {
        return group;
      }
    }
    throw new IllegalArgumentException("no group -" + letter);
  }

  /// A name with a star stands for one that there is.
  private static @Nullable OptionKey<?> key(OptionGroup group, String name) {
    if (!name.endsWith("*")) {
      return OptionRegistry.find(group, name);
    }
    String prefix = name.substring(0, name.length() - 1);
    return OptionRegistry.keys(group).stream()
        .filter(key -> key.name().startsWith(prefix))
        .findFirst()
        .orElse(null);
  }

  private static List<Row> rows() throws IOException {
    assumeThat(Files.isReadable(FEATURES)).as("%s is there", FEATURES).isTrue();
    String text = Files.readString(FEATURES);
    text = text.substring(text.indexOf("### 5.2"), text.indexOf("### 5.7"));
    List<Row> rows = new ArrayList<>();
    @Nullable OptionGroup group = null;
    for (String line : text.lines().toList()) {
      Matcher head = Pattern.compile("\\*\\*-([A-Z]) \\(").matcher(line);
      if (head.lookingAt()) {
        group = group(head.group(1).charAt(0));
      }
      if (line.startsWith("|") && !line.startsWith("|---") && !line.startsWith("| Option")) {
        rows.addAll(row(group, line.split("\\|")));
      }
    }
    prose(text).forEach((option, mark) -> rows.add(new Row(option, mark)));
    return rows;
  }

  private static List<Row> row(@Nullable OptionGroup group, String[] cells) {
    List<Row> rows = new ArrayList<>();
    String mark = cells[cells.length - 1].strip();
    String full = "";
    Matcher quoted = Pattern.compile("`([^`]+)`").matcher(cells[1]);
    while (quoted.find()) {
      for (String word : quoted.group(1).split("[ ,]+")) {
        String name = word.replaceAll("[=\\[].*", "");
        if (group == null) {
          if (name.matches("--?[a-zA-Z][a-z0-9-]*")) {
            rows.add(new Row(name, mark));
          }
        } else if (name.matches("-?[a-z][a-z0-9-]*\\*?") && !name.equals("help")) {
          full = name.startsWith("-") ? expand(group, full, name) : name;
          rows.add(new Row(group.option() + " " + full, mark));
        }
      }
    }
    return rows;
  }

  /// `-stdout` after `inherit-stdin` is `inherit-stdout`.
  private static String expand(OptionGroup group, String previous, String ending) {
    for (int dash = previous.lastIndexOf('-');
        dash > 0;
        dash = previous.lastIndexOf('-', dash - 1)) {
      String candidate = previous.substring(0, dash) + ending;
      if (OptionRegistry.find(group, candidate) != null) {
        return candidate;
      }
    }
    return previous.replaceAll("-.*", "") + ending;
  }

  /// The groups that the table has in words: a mark in bold stands behind the names it is for.
  private static Map<String, String> prose(String text) {
    Map<String, String> marks = new TreeMap<>();
    for (char letter : new char[] {'C', 'O'}) {
      OptionGroup group = group(letter);
      int from = text.indexOf("**-" + letter + " (");
      int end = text.indexOf("\n\n", from);
      String part = text.substring(text.indexOf("** ", from) + 2, end < 0 ? text.length() : end);
      List<String> open = new ArrayList<>();
      String full = "";
      Matcher token = Pattern.compile("`([^`]+)`|\\*\\*(\\w+)\\*\\*").matcher(part);
      while (token.find()) {
        if (token.group(2) != null) {
          open.forEach(option -> marks.put(option, token.group(2)));
          open.clear();
          continue;
        }
        String name = token.group(1).replaceAll("[=\\[].*", "").replaceAll("-\\*$", "-*");
        full = name.startsWith("-") ? expand(group, full, name) : name;
        open.add(group.option() + " " + full);
      }
      open.forEach(option -> marks.put(option, "must"));
    }
    return marks;
  }

  /// The peer's own help knows best which keys there are.
  @Test
  void takesEachKeyThatWasmtimeKnows() throws Exception {
    Path wasmtime = Path.of("/opt/peers/bin/wasmtime");
    assumeThat(Files.isExecutable(wasmtime)).as("wasmtime is installed").isTrue();
    for (OptionGroup group : OptionGroup.values()) {
      if (group == OptionGroup.RECORD) {
        continue;
      }
      Process help = new ProcessBuilder(wasmtime.toString(), "run", group.option(), "help").start();
      String text = new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher line = Pattern.compile("(?m)^ +-[A-Z] +([a-z0-9-]+)").matcher(text);
      int found = 0;
      while (line.find()) {
        found++;
        String name = line.group(1);
        assertThat(OptionRegistry.find(group, name.endsWith("-") ? name + "x" : name))
            .as("%s %s", group.option(), name)
            .isNotNull();
      }
      assertThat(found).as("keys of %s", group).isPositive();
    }
  }
}
