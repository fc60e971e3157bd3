package dev.jawa.app.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class OptionValuesTest {

  private record Wrong(OptionGroup group, String list, String message) {}

  static final List<Wrong> WRONG =
      List.of(
          new Wrong(OptionGroup.WASM, "speed=9", "unknown -W / --wasm option: speed"),
          new Wrong(OptionGroup.WASI, "", "unknown -S / --wasi option: "),
          new Wrong(
              OptionGroup.WASM,
              "timeout=soon",
              "failed to parse -W option `timeout=soon`: failed to parse duration: soon"),
          new Wrong(
              OptionGroup.WASM,
              "timeout",
              "failed to parse -W option `timeout`: value must be specified with `key=val` syntax"),
          new Wrong(
              OptionGroup.WASM,
              "simd=maybe",
              "failed to parse -W option `simd=maybe`: unknown boolean flag `maybe`"),
          new Wrong(
              OptionGroup.OPTIMIZE,
              "opt-level=7",
              "failed to parse -O option `opt-level=7`: unknown optimization level `7`"),
          new Wrong(
              OptionGroup.CODEGEN,
              "compiler=gcc",
              "failed to parse -C option `compiler=gcc`: unknown compiler `gcc`"),
          new Wrong(
              OptionGroup.WASM, "stack-switching", "-W stack-switching: is not supported yet"),
          new Wrong(OptionGroup.WASI, "nn", "-S nn: there are no neural networks here"),
          new Wrong(OptionGroup.RECORD, "path=x", "-R path: recording is not supported yet"));

  @TempDir private Path folder;

  private final List<String> warnings = new ArrayList<>();

  private OptionValues of(OptionGroup group, String... lists) {
    return new OptionValues.Builder(warnings::add).lists(group, List.of(lists)).build();
  }

  private OptionValues file(String text) throws IOException {
    OptionValues.Builder builder = new OptionValues.Builder(warnings::add);
    TomlOptions.read(Files.writeString(folder.resolve("options.toml"), text), builder);
    return builder.build();
  }

  @Test
  void splitsListsAtCommasAndLetsTheLastValueWin() {
    OptionValues values =
        of(OptionGroup.WASM, "timeout=1s,max-memory-size=1_000", "timeout=2s,trap-on-grow-failure");

    assertThat(values.get(WasmKeys.TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
    assertThat(values.get(WasmKeys.MAX_MEMORY_SIZE)).isEqualTo(1000);
    assertThat(values.get(WasmKeys.TRAP_ON_GROW_FAILURE)).isTrue();
    assertThat(values.get(WasmKeys.MAX_INSTANCES)).isNull();
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("WRONG")
  void saysWhatIsWrong(Wrong wrong) {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> of(wrong.group, wrong.list))
        .withMessageStartingWith(wrong.message);
  }

  @Test
  void takesTheAbsenceOfWhatIsNotThere() {
    assertThat(of(OptionGroup.WASM, "stack-switching=n").get(WasmKeys.TIMEOUT)).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void warnsOfWhatHasNoEffect() {
    of(OptionGroup.WASM, "epoch-interruption,component-model=n");
    of(OptionGroup.CODEGEN, "cranelift-enable_verifier=true");

    assertThat(warnings)
        .hasSize(3)
        .anySatisfy(w -> assertThat(w).startsWith("-W epoch-interruption has no effect here"))
        .anySatisfy(w -> assertThat(w).startsWith("-W component-model cannot be turned off here"))
        .anySatisfy(w -> assertThat(w).startsWith("-C cranelift-enable_verifier has no effect"));
  }

  @ParameterizedTest
  @EnumSource
  void namesEachKeyOnceAndInItsHelp(OptionGroup group) {
    Set<String> names = new HashSet<>();
    String help = OptionRegistry.help(group, OptionRegistry.HelpLength.SHORT);

    for (OptionKey<?> key : OptionRegistry.keys(group)) {
      assertThat(names.add(key.name())).as(key.option()).isTrue();
      assertThat(help).contains(key.name() + key.type().shape());
    }
  }

  @Test
  void readsAFile() throws IOException {
    OptionValues values =
        file(
            """
            [optimize]
            opt-level = 0
            [wasm]
            timeout = "30s"
            max-memory-size = 100_000
            trap-on-grow-failure = true
            [wasi]
            inherit-env = false
            """);

    assertThat(values.get(OptimizeKeys.OPT_LEVEL)).isEqualTo("0");
    assertThat(values.get(WasmKeys.TIMEOUT)).isEqualTo(Duration.ofSeconds(30));
    assertThat(values.get(WasmKeys.MAX_MEMORY_SIZE)).isEqualTo(100_000);
    assertThat(values.get(WasmKeys.TRAP_ON_GROW_FAILURE)).isTrue();
    assertThat(values.get(WasiKeys.INHERIT_ENV)).isFalse();
  }

  @Test
  void letsTheCommandLineWinOverTheFile() throws IOException {
    Path file = Files.writeString(folder.resolve("o.toml"), "[wasm]\ntimeout = 1\n");
    OptionValues.Builder builder = new OptionValues.Builder(warnings::add);
    TomlOptions.read(file, builder);

    OptionValues values = builder.lists(OptionGroup.WASM, List.of("timeout=2")).build();

    assertThat(values.get(WasmKeys.TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void saysWhatIsWrongInAFile() {
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> file("[wasm]\nspeed = 9\n"))
        .withMessageContaining("options.toml: unknown -W / --wasm option: speed");
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> file("[wasm]\ntimeout = = 9\n"))
        .withMessageContaining("options.toml: not valid TOML, line 2");
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> file("[was]\n"))
        .withMessageContaining("no table 'was'");
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(() -> file("wasm = 3\n"))
        .withMessageContaining("'wasm' must be a table");
    assertThatExceptionOfType(OptionException.class)
        .isThrownBy(
            () -> TomlOptions.read(folder.resolve("none"), new OptionValues.Builder(_ -> {})))
        .withMessageContaining("none: no such file");
  }
}
