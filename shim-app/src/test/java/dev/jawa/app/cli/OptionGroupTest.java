package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionGroupTest {

  private final List<String> warnings = new ArrayList<>();
  private final WasmOptions wasm = new WasmOptions();

  private void apply(String... lists) {
    WasmOptions.GROUP.apply(List.of(lists), wasm, warnings::add);
  }

  @Test
  void splitsListsAtCommasAndLetsTheLastValueWin() {
    apply("timeout=1s,max-memory-size=1_000", "timeout=2s,trap-on-grow-failure");

    assertThat(wasm.timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(wasm.limits().maxMemoryBytes()).isEqualTo(1000);
    assertThat(wasm.limits().trapOnGrowFailure()).isTrue();
    assertThat(warnings).isEmpty();
  }

  @Test
  void namesTheOptionThatIsUnknown() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> apply("speed=9"))
        .withMessageStartingWith("unknown -W / --wasm option: speed");
  }

  @Test
  void namesTheOptionWhoseValueIsWrong() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> apply("timeout=soon"))
        .withMessageStartingWith("-W timeout: 'soon' is not a duration");
  }

  @Test
  void refusesALimitThatIsNotThere() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> apply("fuel=1000"))
        .withMessage("-W fuel: is not supported yet");
  }

  @Test
  void warnsOfWhatHasNoEffect() {
    apply("epoch-interruption", "simd=n");

    assertThat(warnings)
        .containsExactly(
            "-W epoch-interruption has no effect here", "-W simd cannot be turned off here");
  }

  @Test
  void helpListsEveryKey() {
    assertThatExceptionOfType(HelpRequested.class)
        .isThrownBy(() -> apply("help"))
        .withMessageContaining("max-memory-size=N")
        .withMessageContaining("trap-on-grow-failure[=y|n]");
  }

  @Test
  void takesTheWasiLimits() {
    WasiOptions wasi = new WasiOptions();

    WasiOptions.GROUP.apply(
        List.of("max-random-size=64,max-http-fields-size=0x80,inherit-env,cwd=/here"),
        wasi,
        warnings::add);

    assertThat(wasi.limits().randomBytes()).isEqualTo(64);
    assertThat(wasi.limits().fieldsBytes()).isEqualTo(128);
    assertThat(wasi.inheritEnv()).isTrue();
    assertThat(wasi.cwd()).isEqualTo("/here");
  }
}
