package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdleInstancesTest {

  @ParameterizedTest
  @CsvSource({
    "1000, 0, 0, 1000",
    "1000, 1000, 1000, 0",
    // Idle for long, with requests that others answered.
    "1000, 5000, 10, 990",
    "1000, 5000, 999, 1",
    "1000, 5000, 1000, 0",
    "1000, 9999, 10, 1",
    "1000, 10000, 10, 0",
    // The one that answered the last request has waited for less time than there was none.
    "1000, 10, 5000, 990",
    "0, 0, 0, 0",
    "9223372036854775807, 5, 5, 9223372036854775802",
  })
  void waitsLongerWhileRequestsCome(long timeout, long idle, long quiet, long left) {
    assertThat(IdleInstances.timeLeft(timeout, idle, quiet)).isEqualTo(left);
  }
}
