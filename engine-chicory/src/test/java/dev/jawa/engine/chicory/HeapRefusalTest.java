package dev.jawa.engine.chicory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapRefusalTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final HeapRefusal refusal = new HeapRefusal(now::get);

  @Test
  void standsForAsMuchAndForMoreForAWhile() {
    assertThat(refusal.stands(Integer.MAX_VALUE - 1)).isFalse();
    refusal.of(1000);
    assertThat(refusal.stands(999)).isFalse();
    assertThat(refusal.stands(1000)).isTrue();
    now.addAndGet(HeapRefusal.VALID.toNanos() - 1);
    assertThat(refusal.stands(5000)).isTrue();
    now.incrementAndGet();
    assertThat(refusal.stands(5000)).isFalse();
  }
}
