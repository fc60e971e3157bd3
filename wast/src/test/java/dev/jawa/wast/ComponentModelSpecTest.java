package dev.jawa.wast;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineUnavailableException;
import dev.jawa.engine.Engines;
import dev.jawa.testkit.KnownFailures;
import dev.jawa.wast.run.Failure;
import dev.jawa.wast.run.ScriptOptions;
import dev.jawa.wast.run.ScriptRunner;
import dev.jawa.wast.run.Watchdog;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.AssertionFailedError;

/// Every command of the specification's own scripts, by the runner behind `jawa wast`.
class ComponentModelSpecTest {

  @TestFactory
  Stream<DynamicNode> onChicory() {
    return scripts("chicory");
  }

  @TestFactory
  Stream<DynamicNode> onGraalWasm() {
    return scripts("graalwasm");
  }

  private static Stream<DynamicNode> scripts(String engineId) {
    KnownFailures known =
        KnownFailures.resource(ComponentModelSpecTest.class, "known-failures-" + engineId + ".txt");
    try {
      List<Script> scripts = SharedScripts.componentModel();
      Engine engine = Engines.create(engineId, EngineOptions.DEFAULT);
      Stream<DynamicNode> nodes = scripts.stream().map(script -> container(engine, script, known));
      return Stream.concat(Stream.of(complete(scripts, known)), nodes).onClose(engine::close);
    } catch (SharedScripts.UnavailableException | EngineUnavailableException e) {
      String reason = "not run: " + e.getMessage();
      return Stream.of(DynamicTest.dynamicTest(reason, () -> Assumptions.abort(reason)));
    }
  }

  private static DynamicTest complete(List<Script> scripts, KnownFailures known) {
    Set<String> places =
        scripts.stream()
            .flatMap(script ->
                script.commands().stream().map(command -> script.file() + ":" + command.line()))
            .collect(Collectors.toSet());
    return DynamicTest.dynamicTest(
        "known failures name commands that exist",
        () -> {
          List<String> unknown = known.notAbout(places);
          if (!unknown.isEmpty()) {
            throw new AssertionFailedError("no such commands: " + unknown);
          }
        });
  }

  /// The whole script runs before the tests of its commands, which tell what came out.
  private static DynamicNode container(Engine engine, Script script, KnownFailures known) {
    Map<Command, Optional<Failure>> outcomes = run(engine, script);
    List<DynamicTest> tests = new ArrayList<>();
    outcomes.forEach((command, failure) ->
        tests.add(
            DynamicTest.dynamicTest(
                script.file() + ":" + command.line(),
                () -> check(script, command, failure, known))));
    return DynamicContainer.dynamicContainer(script.file(), tests);
  }

  private static Map<Command, Optional<Failure>> run(Engine engine, Script script) {
    Map<Command, Optional<Failure>> outcomes = new LinkedHashMap<>();
    ScriptOptions options = ScriptOptions.DEFAULT;
    try (ScriptRunner runner = new ScriptRunner(engine, options)) {
      Watchdog.run(
          runner,
          script,
          options.timeout(),
          (command, failure) -> outcomes.put(command, Optional.ofNullable(failure)));
    }
    return outcomes;
  }

  private static void check(
      Script script, Command command, Optional<Failure> failure, KnownFailures known) {
    String reason = known.reason(script.file(), command.line());
    if (reason == null && failure.isPresent()) {
      throw new AssertionFailedError(failure.get().toString());
    }
    if (reason != null && failure.isEmpty()) {
      throw new AssertionFailedError("passes now: take it off the known failures (" + reason + ")");
    }
    if (reason != null) {
      Assumptions.abort("known failure: " + reason + " [" + failure.get() + "]");
    }
  }
}
