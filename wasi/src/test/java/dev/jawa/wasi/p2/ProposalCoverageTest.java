package dev.jawa.wasi.p2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.wit.WitInterface;
import dev.jawa.wasi.wit.WitReader;
import dev.jawa.wasi.wit.WitTexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every function of the proposals beyond WASI 0.2 is bound, with the type that its WIT says.
class ProposalCoverageTest {

  private static final Map<String, WitInterface> WIT = readWit();

  private static Map<String, WitInterface> readWit() {
    try {
      var folder = ProposalCoverageTest.class.getResource("/wit-proposals");
      return WitReader.readAll(Path.of(Objects.requireNonNull(folder).toURI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<HostInterface<WasiContext>> provided() {
    return P2.proposals().stream();
  }

  @Test
  void bindsEveryInterface() {
    assertThat(provided().map(HostInterface::name).collect(Collectors.toSet()))
        .isEqualTo(WIT.keySet());
  }

  @ParameterizedTest
  @MethodSource("provided")
  void bindsEveryFunctionWithItsType(HostInterface<WasiContext> bound) {
    WitInterface declared = WIT.get(bound.name());
    WitTexts texts = new WitTexts(WIT);
    Map<String, String> expected = new TreeMap<>();
    declared.functions().forEach((label, func) -> expected.put(label, texts.text(declared, func)));
    Map<String, String> actual = new TreeMap<>();
    bound.functions().forEach((label, it) -> actual.put(label, WitTexts.text(it.type())));
    assertThat(actual).isEqualTo(expected);
  }
}
