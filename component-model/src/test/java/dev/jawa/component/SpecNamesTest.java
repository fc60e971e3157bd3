package dev.jawa.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/canonical-abi.md` tells readers of the specification where each definition is, and must
/// not send them to a place that is gone.
class SpecNamesTest {

  private static final Path TABLE = Path.of("../docs/canonical-abi.md");
  private static final Path SOURCES = Path.of("src/main/java/dev/jawa/component");
  private static final Pattern PLACE = Pattern.compile("`([A-Z]\\w+)(?:\\.(\\w+))?`");
  private static final Pattern DEFINITION = Pattern.compile("`(\\w+)`");

  /// @param specified what is left of the bar
  /// @param places what is right of it
  private record Row(String specified, String places) {}

  private static List<Row> rows() throws IOException {
    try (Stream<String> lines = Files.lines(TABLE)) {
      return lines
          .filter(line -> line.startsWith("| `"))
          .map(line -> line.split(" \\| ", 2))
          .map(cells -> new Row(cells[0], cells[1]))
          .toList();
    }
  }

  @Test
  void namesOnlyPlacesThatAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Row row : rows()) {
      assertThat(row.places).as(row.specified).containsPattern(PLACE);
      for (Matcher place = PLACE.matcher(row.places); place.find(); ) {
        if (!isThere(place.group(1), place.group(2))) {
          missing.add(place.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void namesTheDefinitions() throws IOException {
    List<String> definitions = new ArrayList<>();
    for (Row row : rows()) {
      DEFINITION.matcher(row.specified).results().forEach(name -> definitions.add(name.group(1)));
    }
    assertThat(definitions).hasSizeGreaterThan(250);
  }

  private static boolean isThere(String type, String member) throws IOException {
    for (String folder : List.of("canon", "runtime")) {
      Path file = SOURCES.resolve(folder).resolve(type + ".java");
      if (Files.exists(file)) {
        return member == null
            || Pattern.compile("\\b" + member + "\\b").matcher(Files.readString(file)).find();
      }
    }
    return false;
  }
}
