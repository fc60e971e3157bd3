package dev.jawa.wasi.p2.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSyntaxTest {

  @ParameterizedTest
  @ValueSource(strings = {"GET", "content-type", "x_1", "!#$%&'*+-.^_`|~"})
  void acceptsTokens(String text) {
    assertThat(HttpSyntax.isToken(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\n", "ä", "(x)", "a\0"})
  void refusesWhatIsNoToken(String text) {
    assertThat(HttpSyntax.isToken(text)).isFalse();
  }

  @Test
  void refusesFieldNamesThatAreTooLong() {
    assertThat(HttpSyntax.isFieldName("n".repeat(65_535))).isTrue();
    assertThat(HttpSyntax.isFieldName("n".repeat(65_536))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "a\tb", "\u00e4"})
  void acceptsFieldValues(String text) {
    assertThat(HttpSyntax.isFieldValue(latin1(text))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\nb", "\0", "\u007f"})
  void refusesControlsInFieldValues(String text) {
    assertThat(HttpSyntax.isFieldValue(latin1(text))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "/", "/a/b?c=d&e", "?q", "/%20", "/\u00e4"})
  void acceptsPaths(String text) {
    assertThat(HttpSyntax.isPathWithQuery(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "/a b", "/a#b", "/a\r\n", "relative", "/\u0085"})
  void refusesOtherPaths(String text) {
    assertThat(HttpSyntax.isPathWithQuery(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "example.com:443",
        "127.0.0.1:80",
        "[::1]",
        "[2001:db8::1]:8080",
        "u:p@host",
        "example.com:"
      })
  void acceptsAuthorities(String text) {
    assertThat(HttpSyntax.isAuthority(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "example.com:-1",
        "example.com:abc",
        "example.com:65536",
        "[::1",
        "[]",
        "[::1]x",
        "a b",
        "a/b",
        "a:1:2",
        "::1"
      })
  void refusesOtherAuthorities(String text) {
    assertThat(HttpSyntax.isAuthority(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ws+x", "a-1."})
  void acceptsSchemes(String text) {
    assertThat(HttpSyntax.isScheme(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a:b", "a/"})
  void refusesOtherSchemes(String text) {
    assertThat(HttpSyntax.isScheme(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "+5", "-5", " 5", "0x5", "99999999999999999999"})
  void refusesContentLengthsThatAreNoNumbers(String text) {
    assertThat(HttpSyntax.isContentLength(text)).isFalse();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
