package dev.jawa.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {

  @ParameterizedTest
  @CsvSource({
    "(module),true",
    "'  ;; a comment\n (component)',true",
    "'(; a\n block ;) (module)',true",
    "'',false",
    "hello,false",
    "';; only a comment',false"
  })
  void tellsTextByItsFirstParenthesis(String text, boolean expected) {
    assertThat(TextFormat.looksLikeText(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(expected);
  }
}
