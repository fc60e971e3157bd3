package dev.jawa.app.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

  @ParameterizedTest
  @CsvSource({
    "/, any:80, /x, true",
    "/a, any, /a, true",
    "/a, any, /a/b, true",
    "/a, any, /a?q, true",
    "/a, any, /ab, false",
    "/a/, any, /a, true",
    "Example.com, example.COM:8080, /x, true",
    "example.com, www.example.com, /, false",
    "example.com/a, example.com, /a/b, true",
    "example.com/a, example.com, /b, false",
    "[::1], [::1]:80, /, true",
    "example.com, , /, false",
    "/a, any, , false"
  })
  void matches(String route, String authority, String path, boolean expected) {
    assertThat(Route.parse(route).matches(authority, path)).isEqualTo(expected);
  }

  @Test
  void putsTheNarrowerFirst() {
    List<String> sorted =
        Stream.of("/", "/a", "b.test", "/a/b", "b.test/c")
            .map(Route::parse)
            .sorted()
            .map(Route::toString)
            .toList();

    assertThat(sorted).containsExactly("b.test/c", "b.test/", "/a/b", "/a", "/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.example.com", "a b", "/x?y"})
  void refusesWhatIsNoRoute(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Route.parse(text));
  }
}
