package dev.jawa.app.duel;

import dev.jawa.engine.Engine;
import dev.jawa.engine.UnsupportedModuleException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs a guest on engines and compares what came out.
public final class Duel {

  private final DuelInput input;
  private final Duration timeout;

  /// @param timeout how long a guest may run on each engine
  public Duel(DuelInput input, Duration timeout) {
    this.input = input;
    this.timeout = timeout;
  }

  /// What a duel ends with.
  ///
  /// @param facts how many things were compared
  /// @param refusals engines that lack a proposal, with what they say
  /// @param differences one line for each
  public record Verdict(int facts, Map<String, String> refusals, List<String> differences) {
    public Verdict {
      refusals = Map.copyOf(refusals);
      differences = List.copyOf(differences);
    }

    /// Whether nothing differs, and there was something to compare.
    public boolean isDraw() {
      return differences.isEmpty() && refusals.isEmpty();
    }
  }

  /// Runs a core module on the engines.
  ///
  /// @throws dev.jawa.engine.UnlinkableException if it imports what is no function
  public Verdict of(byte[] wasm, List<Engine> engines) {
    Map<String, Facts> runs = new LinkedHashMap<>();
    Map<String, String> refusals = new LinkedHashMap<>();
    for (Engine engine : engines) {
      try {
        runs.put(engine.id(), new Contest(engine, input, timeout).run(wasm));
      } catch (UnsupportedModuleException e) {
        refusals.put(engine.id(), String.valueOf(e.getMessage()));
      }
    }
    Set<String> names = new LinkedHashSet<>();
    runs.values().forEach(facts -> names.addAll(facts.names()));
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      Map<String, String> values = new LinkedHashMap<>();
      runs.forEach((engine, facts) -> values.put(engine, facts.get(name)));
      if (new LinkedHashSet<>(values.values()).size() > 1) {
        differences.add(name + ": " + values);
      }
    }
    return new Verdict(names.size(), refusals, differences);
  }
}
