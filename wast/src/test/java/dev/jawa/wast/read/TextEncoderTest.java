package dev.jawa.wast.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextEncoderTest {

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
    assertThat(TextEncoder.looksLikeText(text.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(expected);
  }

  @Test
  void saysHowToGetAnEncoderWhereThereIsNone() {
    assertThatThrownBy(() -> new TextEncoder(Map.of("PATH", "/nowhere")).encode("(module)"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("cargo install wasm-tools")
        .hasMessageContaining("pip install wasmtime");
  }
}
