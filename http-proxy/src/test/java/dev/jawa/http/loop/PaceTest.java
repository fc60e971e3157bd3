package dev.jawa.http.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

  private final Pace pace = new Pace();

  private void quick(int requests) {
    for (int i = 0; i < requests; i++) {
      pace.quick();
    }
  }

  @Test
  void isNotQuickBeforeAnybodyKnows() {
    quick(Pace.ENTRY - 1);

    assertThat(pace.isQuick()).isFalse();
  }

  @Test
  void isQuickAfterEnoughQuickRequests() {
    quick(Pace.ENTRY);

    assertThat(pace.isQuick()).isTrue();
  }

  @Test
  void slowRequestsCostMoreThanQuickOnesEarn() {
    for (int i = 0; i < 1000; i++) {
      quick(Pace.SLOW - 1);
      pace.slow();
    }

    assertThat(pace.isQuick()).isFalse();
  }

  @Test
  void staysQuickWithFewSlowOnes() {
    quick(Pace.ENTRY);
    for (int i = 0; i < 1000; i++) {
      quick(2 * Pace.SLOW);
      pace.slow();
    }

    assertThat(pace.isQuick()).isTrue();
  }

  @Test
  void hasToEarnMoreEachTimeItLeft() {
    int before = 0;
    for (int i = 0; i < 5; i++) {
      int needed = untilQuick();
      assertThat(needed).isGreaterThan(before);
      before = needed;
      untilSlow();
    }
  }

  private int untilQuick() {
    int needed = 0;
    while (!pace.isQuick()) {
      pace.quick();
      needed++;
    }
    return needed;
  }

  private void untilSlow() {
    while (pace.isQuick()) {
      pace.slow();
    }
  }
}
