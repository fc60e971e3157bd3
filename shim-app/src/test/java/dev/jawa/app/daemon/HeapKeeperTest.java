package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.daemon.HeapKeeper.Heap;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapKeeperTest {

  private static Heap heap(long usedMb, long committedMb, long workedMillis) {
    return new Heap(
        committedMb << 20, (committedMb - usedMb) << 20, Duration.ofMillis(workedMillis));
  }

  @ParameterizedTest
  @CsvSource({
    // before, now, committed, used after the last collection, ms of work: what happens
    "300, 300, 900, 30, 90, true", // a large guest was compiled, and it is quiet since
    "300, 300, 900, 30, 2000, false", // requests are answered
    "100, 300, 900, 30, 90, false", // somebody fills the heap
    "30, 31, 64, 30, 90, false", // there is nothing to give back
    "30, 31, 900, 30, 90, true", // the heap is large and empty
    "300, 300, 310, 300, 90, false" // it is large because it is in use
  })
  void collectsWhenItIsCalmAndThereIsALotToGiveBack(
      long before, long now, long committed, long afterCollection, long worked, boolean collects) {
    assertThat(
            HeapKeeper.shouldCollect(
                heap(before, committed, 5000),
                heap(now, committed, 5000 + worked),
                afterCollection << 20))
        .isEqualTo(collects);
  }

  @ParameterizedTest
  @CsvSource({
    // used, used after the last collection: whether it collects
    "192, 0, false", // the beginning
    "193, 0, true",
    "300, 100, false",
    "343, 100, true" // the old generation has filled
  })
  void collectsWhileItIsBusyWhenItHasTakenMuchMore(
      long used, long afterCollection, boolean collects) {
    assertThat(HeapKeeper.hasMuchGarbage(heap(used, 2048, 0), afterCollection << 20))
        .isEqualTo(collects);
  }
}
