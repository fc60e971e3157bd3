package dev.jawa.app.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionValueTest {

  @ParameterizedTest
  @CsvSource({"y,true", "yes,true", "true,true", ",true", "n,false", "no,false", "false,false"})
  void readsFlagsAsWasmtimeDoes(String text, boolean expected) {
    assertThat(OptionValue.flag(text)).isEqualTo(expected);
  }

  @Test
  void refusesAnyOtherFlag() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OptionValue.flag("on"))
        .withMessage("unknown boolean flag `on`, only yes,no,<nothing> accepted");
  }

  @ParameterizedTest
  @CsvSource({
    "12,12",
    "1_000_000,1000000",
    "0x10,16",
    "0xffff_ffff,4294967295",
    "0xffffffffffffffff,9223372036854775807"
  })
  void readsNumbersWithUnderscoresAndHexadecimal(String text, long expected) {
    assertThat(OptionValue.number(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "", "0x", "many", "0x1G", "99999999999999999999"})
  void refusesWhatIsNoNumber(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> OptionValue.number(text));
  }

  @ParameterizedTest
  @CsvSource({"3,PT3S", "3s,PT3S", "250ms,PT0.25S", "5us,PT0.000005S", "5μs,PT0.000005S"})
  void readsDurations(String text, Duration expected) {
    assertThat(OptionValue.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5s", "s", "3m", "-1s", "99999999999999999us"})
  void refusesWhatIsNoDuration(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> OptionValue.duration(text));
  }
}
