package dev.jawa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownFailuresTest {

  @Test
  void findsTheReasonOfACommand() {
    KnownFailures known = KnownFailures.parse("# comment\n\n a.wast:7  it is broken \n");
    assertThat(known.reason("a.wast", 7)).isEqualTo("it is broken");
    assertThat(known.reason("a.wast", 8)).isNull();
  }

  @Test
  void namesEntriesWithoutACommand() {
    KnownFailures known = KnownFailures.parse("a.wast:7 there\na.wast:9 gone\nb.wast:7 gone");
    assertThat(known.notAbout(Set.of("a.wast:7"))).containsExactly("a.wast:9", "b.wast:7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.wast:7", "a.wast reason", "a.wast:7 once\na.wast:7 twice"})
  void refusesWhatIsNoList(String text) {
    assertThatThrownBy(() -> KnownFailures.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
