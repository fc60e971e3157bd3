package dev.jawa.wasi.p2.clocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.ctx.Pollable;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClocksTest {

  private static final String MONOTONIC = "wasi:clocks/monotonic-clock#";

  private final FakeGuest guest = new FakeGuest();

  @Test
  void showsTheClockOfTheContext() {
    assertThat(guest.call(MONOTONIC + "now")).isEqualTo(1_000L);
    assertThat(guest.call(MONOTONIC + "resolution")).isEqualTo(7L);
    assertThat((Object[]) guest.call("wasi:clocks/wall-clock#now"))
        .containsExactly(1_700_000_000L, 1_000L);
    assertThat((Object[]) guest.call("wasi:clocks/wall-clock#resolution")).containsExactly(0L, 11L);
  }

  @Test
  void becomesReadyAtTheInstant() {
    Pollable pollable = (Pollable) guest.call(MONOTONIC + "subscribe-instant", 1_500L);
    assertThat(pollable.isReady()).isFalse();
    guest.clock.advance(499);
    assertThat(pollable.isReady()).isFalse();
    guest.clock.advance(1);
    assertThat(pollable.isReady()).isTrue();
  }

  @Test
  void isReadyForAnInstantThatHasPassed() {
    assertThat(((Pollable) guest.call(MONOTONIC + "subscribe-instant", 3L)).isReady()).isTrue();
    assertThat(((Pollable) guest.call(MONOTONIC + "subscribe-duration", 0L)).isReady()).isTrue();
  }

  @Test
  void wakesWhoeverWaitsForADuration() throws InterruptedException {
    Pollable pollable = (Pollable) guest.call(MONOTONIC + "subscribe-duration", 50L);
    CountDownLatch woken = new CountDownLatch(1);
    pollable.onReady(woken::countDown);
    guest.clock.advance(50);
    woken.await();
    assertThat(pollable.isReady()).isTrue();
    assertThat(guest.clock.waiting()).isZero();
  }

  @Test
  void cancelsTheTimerWithTheWake() {
    Pollable pollable = (Pollable) guest.call(MONOTONIC + "subscribe-duration", 50L);
    Runnable cancel = pollable.onReady(() -> {});
    assertThat(guest.clock.waiting()).isEqualTo(1);
    cancel.run();
    assertThat(guest.clock.waiting()).isZero();
  }

  @Test
  void waitsForeverForADurationThatOverflows() {
    Pollable pollable = (Pollable) guest.call(MONOTONIC + "subscribe-duration", -1L);
    guest.clock.advance(Long.MAX_VALUE / 2);
    assertThat(pollable.isReady()).isFalse();
  }

  record ZoneCase(String when, int offset, String name, boolean summer) {}

  static Stream<ZoneCase> zones() {
    return Stream.of(
        new ZoneCase("2024-01-01T00:00:00Z", 3600, "CET", false),
        new ZoneCase("2024-07-01T00:00:00Z", 7200, "CEST", true));
  }

  @ParameterizedTest
  @MethodSource("zones")
  void showsTheZoneOfTheContext(ZoneCase expected) {
    Object[] when = WallClock.datetime(Instant.parse(expected.when()));
    assertThat((Object[]) guest.call("wasi:clocks/timezone#display", (Object) when))
        .containsExactly(expected.offset(), expected.name(), expected.summer());
    assertThat(guest.call("wasi:clocks/timezone#utc-offset", (Object) when))
        .isEqualTo(expected.offset());
  }

  @Test
  void hasAnOffsetForTimesBeyondTheCalendar() {
    Object never = new Object[] {-1L, 999_999_999L};
    assertThat(guest.call("wasi:clocks/timezone#utc-offset", never)).isEqualTo(3600);
    assertThat((Object[]) guest.call("wasi:clocks/timezone#display", never)).hasSize(3);
  }

  @Test
  void shows1970ForWhatLiesBefore() {
    assertThat(WallClock.datetime(Instant.parse("1969-12-31T23:59:59.5Z"))).containsExactly(0L, 0L);
  }
}
