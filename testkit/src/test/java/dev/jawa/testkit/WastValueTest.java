package dev.jawa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WastValueTest {

  private static WastValue string(String quoted) {
    return new WastValue("str.const", List.of(new WastValue.Part.Atom(quoted)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "\"plain\", plain",
        "\"\\e2\\98\\83\", ☃",
        "\"\\u{1f4a9}\", \uD83D\uDCA9",
        "\"é\\\"\\\\\", é\"\\",
        "\"☃\\41\", ☃A"
      })
  void unquotesStringsByTheirBytes(String quoted, String expected) {
    assertThat(string(quoted).string(0)).isEqualTo(expected);
  }

  @Test
  void tellsAtomsFromNestedValues() {
    WastValue list =
        new WastValue("list.const", List.of(new WastValue.Part.Nested(string("\"a\""))));
    assertThat(list.nested()).containsExactly(string("\"a\""));
    assertThatThrownBy(() -> list.atom(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
