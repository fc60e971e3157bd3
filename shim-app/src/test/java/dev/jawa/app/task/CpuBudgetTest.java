package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuBudgetTest {

  private static final long MS = 1_000_000;

  /// A fifth of a processor.
  private final CpuBudget budget = new CpuBudget(20 * MS, 100 * MS, 0, 0);

  @Test
  void allowsTheQuotaOfOnePeriodAtOnce() {
    assertThat(budget.allows(10 * MS, 10 * MS)).isTrue();
    assertThat(budget.allows(20 * MS, 20 * MS)).isTrue();
    assertThat(budget.allows(30 * MS, 30 * MS)).isFalse();
  }

  @Test
  void whatWasUsedBeyondIsOwed() {
    assertThat(budget.allows(100 * MS, 100 * MS)).isFalse();
    // 80 of 20 at the time; no more than 20 were saved up.
    assertThat(budget.allows(499 * MS, 100 * MS)).isFalse();
    assertThat(budget.allows(501 * MS, 100 * MS)).isTrue();
  }

  @Test
  void keepsTheAverageOverManyTicks() {
    long used = 0;
    for (long now = 0; now < 10_000; now += 10) {
      if (budget.allows(now * MS, used)) {
        used += 10 * MS;
      }
    }
    assertThat(used).isBetween(1_900 * MS, 2_100 * MS);
  }

  @Test
  void savesUpNoMoreThanOnePeriod() {
    assertThat(budget.allows(1_000_000 * MS, 0)).isTrue();
    assertThat(budget.allows(1_000_000 * MS, 21 * MS)).isFalse();
  }
}
