package dev.jawa.app.engines;

import dev.jawa.app.engines.Probe.Outcome;
import dev.jawa.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What engines make of all probes: a table with a line for each and a column for each engine.
public final class EngineReport {

  private static final int GAP = 2;

  private final List<String> titles = new ArrayList<>();
  private final List<List<Outcome>> columns = new ArrayList<>();
  private final List<Probe> probes = Probes.all();

  /// Tries everything on an engine.
  public void add(Engine engine) {
    titles.add(engine.id() + " " + engine.version());
    columns.add(probes.stream().map(probe -> probe.on(engine)).toList());
  }

  /// The table's lines, the head first.
  public List<String> lines() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("proposal", titles));
    for (int i = 0; i < probes.size(); i++) {
      int line = i;
      rows.add(row(probes.get(i).name(), columns.stream().map(c -> text(c.get(line))).toList()));
    }
    return rows.stream().map(row -> line(row, widths(rows))).toList();
  }

  private static List<String> row(String first, List<String> rest) {
    List<String> cells = new ArrayList<>(List.of(first));
    cells.addAll(rest);
    return cells;
  }

  private static String text(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Works _ -> "yes";
      case Outcome.Refused _ -> "no";
      case Outcome.Wrong(String what) -> what;
    };
  }

  private static List<Integer> widths(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < rows.getFirst().size(); column++) {
      int at = column;
      widths.add(rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0) + GAP);
    }
    return widths;
  }

  private static String line(List<String> row, List<Integer> widths) {
    List<String> padded = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      padded.add(row.get(i) + " ".repeat(widths.get(i) - row.get(i).length()));
    }
    return padded.stream().collect(Collectors.joining()).stripTrailing();
  }
}
