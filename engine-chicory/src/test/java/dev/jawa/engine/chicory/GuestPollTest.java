package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GuestPollTest {

  /// A start-up cache holds no hidden class, so the JVM always meets the override as a new one and
  /// throws away the code that relied on there being none.
  @Test
  void overridesThePollInAClassThatNoStartUpCacheCanHold() {
    Class<? extends GuestPoll> armed = GuestPoll.defineArmed();

    assertThat(armed.isHidden()).isTrue();
    assertThat(Arrays.stream(armed.getDeclaredMethods()))
        .singleElement()
        .satisfies(method -> {
          assertThat(method.getName()).isEqualTo("poll");
          assertThat(method.getParameterCount()).isZero();
        });
  }
}
