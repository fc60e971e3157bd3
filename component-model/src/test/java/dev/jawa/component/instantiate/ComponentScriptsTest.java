package dev.jawa.component.instantiate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnsupportedModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs the conformance scripts of the component model that need no asynchronous calls.
class ComponentScriptsTest {

  private static final Path SHARED = Path.of(System.getProperty("jawa.shared"));

  private static final String ASYNCHRONOUS = "the component needs asynchronous calls";

  /// What the engine gets wrong, by script and line; a line here must fail.
  private static final Map<String, String> KNOWN_FAILURES =
      Map.of("tags 134", "Chicory tells exception tags apart by their type only");

  @TempDir static Path folder;
  private static @Nullable Engine engine;

  @BeforeAll
  static void startEngine() {
    engine = Engines.create("chicory", EngineOptions.DEFAULT);
  }

  @AfterAll
  static void stopEngine() {
    Objects.requireNonNull(engine).close();
  }

  @TestFactory
  Stream<DynamicContainer> values() throws Exception {
    return scripts("values");
  }

  @TestFactory
  Stream<DynamicContainer> resources() throws Exception {
    return scripts("resources");
  }

  @TestFactory
  Stream<DynamicContainer> linking() throws Exception {
    return scripts("linking");
  }

  private static Stream<DynamicContainer> scripts(String area) throws Exception {
    Path sources = SHARED.resolve("conformance/component-model").resolve(area);
    assumeTrue(Files.isDirectory(sources), "no conformance scripts at " + sources);
    List<String> command =
        new ArrayList<>(
            List.of("python3", SHARED.resolve("tools/wast2json.py").toString(), folder.toString()));
    List<Path> scripts;
    try (Stream<Path> files = Files.list(sources)) {
      scripts = files.filter(file -> file.toString().endsWith(".wast")).sorted().toList();
    }
    scripts.forEach(script -> command.add(script.toString()));
    Process encoder = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(encoder.getInputStream().readAllBytes());
    assumeTrue(encoder.waitFor() == 0, "scripts need python3 with PyPI wasmtime: " + output);
    return scripts.stream().map(ComponentScriptsTest::script);
  }

  private static DynamicContainer script(Path source) {
    String name = source.getFileName().toString().replace(".wast", "");
    Path home = folder.resolve(name);
    JsonNode commands =
        JsonMapper.shared().readTree(home.resolve(name + ".json").toFile()).get("commands");
    Run run = new Run(home);
    return DynamicContainer.dynamicContainer(
        name,
        commands
            .valueStream()
            .map(command ->
                DynamicTest.dynamicTest(
                    command.get("line").asInt() + " " + command.get("type").asString(),
                    () -> execute(run, name, command))));
  }

  private static void execute(Run run, String script, JsonNode command) throws IOException {
    String reason = KNOWN_FAILURES.get(script + " " + command.get("line").asInt());
    if (reason == null) {
      run.execute(command);
    } else {
      assertThatThrownBy(() -> run.execute(command)).as(reason).isInstanceOf(AssertionError.class);
    }
  }

  /// The state of one script.
  private static final class Run {
    private final Path home;
    private final Map<String, LinkedComponent<Object>> definitions = new HashMap<>();
    private final Map<String, ComponentInstance> named = new HashMap<>();
    private @Nullable ComponentInstance current;
    private boolean skipping;

    Run(Path home) {
      this.home = home;
    }

    void execute(JsonNode command) throws IOException {
      switch (command.get("type").asString()) {
        case "module" -> use(command, link(command));
        case "module_definition" -> definitions.put(command.get("name").asString(), link(command));
        case "module_instance" -> instantiate(command);
        case "assert_return" -> assertReturn(command);
        case "assert_trap" -> assertTrap(command);
        case "assert_invalid" -> assertThatThrownBy(() -> link(command)).isNotNull();
        default -> throw new IllegalArgumentException("unknown command " + command);
      }
    }

    private void instantiate(JsonNode command) {
      LinkedComponent<Object> definition =
          definitions.get(command.get("definition_name").asString());
      skipping = definition == null;
      assumeTrue(definition != null, ASYNCHRONOUS);
      use(command, definition);
    }

    private LinkedComponent<Object> link(JsonNode command) throws IOException {
      byte[] bytes = Files.readAllBytes(home.resolve(command.get("filename").asString()));
      try {
        skipping = false;
        return new Linker<>(Objects.requireNonNull(engine)).gates(Gates.all()).link(bytes);
      } catch (UnsupportedModuleException e) {
        skipping = true;
        assumeTrue(false, e.getMessage());
        throw e;
      }
    }

    private void use(JsonNode command, LinkedComponent<Object> component) {
      ComponentInstance instance = component.instantiate("context", StoreLimits.DEFAULT);
      current = instance;
      if (command.hasNonNull("name")) {
        named.put(command.get("name").asString(), instance);
      }
    }

    private @Nullable Object invoke(JsonNode action) {
      assumeTrue(!skipping, ASYNCHRONOUS);
      ComponentFunc func = func(action);
      List<Object> args = new ArrayList<>();
      JsonNode constants = action.get("args");
      for (int i = 0; i < constants.size(); i++) {
        args.add(ScriptValues.of(func.type().params().get(i).type(), constants.get(i)));
      }
      return func.call(args.toArray());
    }

    private ComponentFunc func(JsonNode action) {
      ComponentInstance instance =
          action.hasNonNull("module") ? named.get(action.get("module").asString()) : current;
      ComponentFunc func = Objects.requireNonNull(instance).func(action.get("field").asString());
      return Objects.requireNonNull(func, () -> "no function " + action.get("field"));
    }

    private void assertReturn(JsonNode command) {
      Object result = invoke(command.get("action"));
      JsonNode expected = command.get("expected");
      ValType type = func(command.get("action")).type().result();
      if (type == null || expected.isEmpty()) {
        assertThat(result).isNull();
      } else {
        assertThat(result)
            .usingRecursiveComparison()
            .isEqualTo(ScriptValues.of(type, expected.get(0)));
      }
    }

    private void assertTrap(JsonNode command) {
      String words = command.get("text").asString().replace("wasm trap: ", "");
      assumeTrue(!skipping, ASYNCHRONOUS);
      assertThatThrownBy(() -> invoke(command.get("action")))
          .isInstanceOf(Trap.class)
          .hasMessageContaining(words);
    }
  }
}
