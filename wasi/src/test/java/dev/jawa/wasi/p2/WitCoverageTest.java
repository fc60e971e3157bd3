package dev.jawa.wasi.p2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ResourceType;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.wit.WitInterface;
import dev.jawa.wasi.wit.WitReader;
import dev.jawa.wasi.wit.WitTexts;
import dev.jawa.wasi.wit.WitType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every function and resource of WASI 0.2 is bound, with the type that its WIT says.
class WitCoverageTest {

  /// What is not bound, and why.
  private static final Map<String, String> NOT_BOUND =
      Map.of(
          "wasi:cli/run", "a guest exports it",
          "wasi:http/incoming-handler", "a guest exports it");

  private static final Map<String, HostInterface<WasiContext>> BOUND =
      P2.all().stream().collect(Collectors.toMap(HostInterface::name, Function.identity()));

  private static final Map<String, WitInterface> WIT = readWit();

  private static Map<String, WitInterface> readWit() {
    Path folder = Path.of(System.getProperty("jawa.shared", "../shared"), "wit", "0.2.12");
    try {
      return Files.isDirectory(folder) ? WitReader.readAll(folder) : Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> provided() {
    return BOUND.keySet().stream().sorted();
  }

  @BeforeEach
  void needsTheWitFiles() {
    assumeFalse(WIT.isEmpty(), "no WIT files below the folder of jawa.shared");
  }

  @Test
  void bindsEveryInterfaceThatGuestsImport() {
    Set<String> expected = new TreeSet<>(WIT.keySet());
    expected.removeAll(NOT_BOUND.keySet());
    assertThat(WIT.keySet()).containsAll(NOT_BOUND.keySet());
    assertThat(provided()).containsExactlyElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("provided")
  void bindsEveryFunctionWithItsType(String name) {
    WitInterface declared = WIT.get(name);
    WitTexts texts = new WitTexts(WIT);
    Map<String, String> expected = new TreeMap<>();
    declared.functions().forEach((label, func) -> expected.put(label, texts.text(declared, func)));
    Map<String, String> actual = new TreeMap<>();
    BOUND.get(name).functions().forEach((label, it) -> actual.put(label, WitTexts.text(it.type())));
    assertThat(actual).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("provided")
  void offersEveryResource(String name) {
    Set<String> expected = new TreeSet<>();
    WIT.get(name)
        .types()
        .forEach((label, type) -> {
          if (type instanceof WitType.Resource) {
            expected.add(label);
          }
        });
    assertThat(BOUND.get(name).resources().keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @MethodSource("provided")
  void usesOnlyResourcesThatAnInterfaceOffers(String name) {
    Set<ResourceType> offered =
        BOUND.values().stream()
            .flatMap(bound -> bound.resources().values().stream())
            .map(HostResource::type)
            .collect(Collectors.toSet());
    BOUND
        .get(name)
        .functions()
        .forEach((label, it) ->
            assertThat(offered).as(label).containsAll(WitTexts.resources(it.type())));
  }
}
