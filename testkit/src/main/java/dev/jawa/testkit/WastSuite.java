package dev.jawa.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/// The scripts of a folder of `../shared` as dynamic tests: a container per script, a test per
/// command. The conversion runs when the tests are made; where the data or the converter is
/// missing, one test says so and is skipped.
public final class WastSuite {

  private final String folder;
  private final KnownFailures known;
  private final Supplier<WastTarget> targets;

  /// @param folder under the shared folder, as in `conformance/component-model`
  /// @param targets a fresh one for every script
  public WastSuite(String folder, KnownFailures known, Supplier<WastTarget> targets) {
    this.folder = folder;
    this.known = known;
    this.targets = targets;
  }

  /// Which commands of a script are run.
  public interface Selection {
    boolean includes(WastScript.Command command);
  }

  /// All scripts of the folder, however deep.
  public Stream<DynamicNode> tests(Selection selection) {
    try {
      List<WastScript> scripts = WastScripts.of(folder);
      List<String> unknown = known.notAbout(scripts);
      List<DynamicNode> nodes = new ArrayList<>();
      nodes.add(
          DynamicTest.dynamicTest(
              "known failures name commands that exist",
              () -> {
                if (!unknown.isEmpty()) {
                  throw new AssertionFailedError("no such commands: " + unknown);
                }
              }));
      scripts.forEach(script -> nodes.add(container(script, selection)));
      return nodes.stream();
    } catch (WastScripts.UnavailableException e) {
      return skipped("not run: " + e.getMessage());
    }
  }

  private static Stream<DynamicNode> skipped(String reason) {
    return Stream.of(DynamicTest.dynamicTest(reason, () -> Assumptions.abort(reason)));
  }

  private DynamicContainer container(WastScript script, Selection selection) {
    WastTarget target = targets.get();
    WastRunner runner = new WastRunner(target);
    Stream<DynamicTest> tests =
        script.commands().stream()
            .filter(selection::includes)
            .map(command ->
                DynamicTest.dynamicTest(
                    script.name() + ":" + command.line(), () -> check(script, command, runner)));
    return DynamicContainer.dynamicContainer(script.name(), tests.onClose(target::close));
  }

  private void check(WastScript script, WastScript.Command command, WastRunner runner) {
    String place = script.name() + ":" + command.line();
    String failure = runner.run(command);
    String reason = known.reason(script.name(), command.line());
    if (reason == null && failure != null) {
      throw new AssertionFailedError(place + ": " + failure);
    }
    if (reason != null && failure == null) {
      throw new AssertionFailedError(
          place + " passes now: take it off the known failures (" + reason + ")");
    }
    if (reason != null) {
      Assumptions.abort("known failure: " + reason + " [" + failure + "]");
    }
  }
}
