package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.daemon.HeapKeeper.Heap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapKeeperTest {

  private static Heap heap(long usedMb, long committedMb) {
    return new Heap(committedMb << 20, (committedMb - usedMb) << 20);
  }

  @ParameterizedTest
  @CsvSource({
    // before, now, committed, used after the last collection: what happens
    "300, 300, 900, 30, true", // a large guest was compiled, and it is quiet since
    "100, 300, 900, 30, false", // somebody is busy
    "30, 31, 64, 30, false", // there is nothing to give back
    "30, 31, 900, 30, true", // the heap is large and empty
    "300, 300, 310, 300, false" // it is large because it is in use
  })
  void collectsWhenItIsCalmAndThereIsALotToGiveBack(
      long before, long now, long committed, long afterCollection, boolean collects) {
    assertThat(
            HeapKeeper.shouldCollect(
                heap(before, committed), heap(now, committed), afterCollection << 20))
        .isEqualTo(collects);
  }
}
