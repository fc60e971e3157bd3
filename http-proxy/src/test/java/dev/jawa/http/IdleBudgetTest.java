package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.wasi.ctx.WasiContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class IdleBudgetTest {

  /// What the first instance of a pool keeps.
  private static long first() throws IOException {
    IdleBudget budget = new IdleBudget(Long.MAX_VALUE);
    try (InstancePool pool = pool(budget)) {
      use(pool);
      return budget.held();
    }
  }

  private static InstancePool pool(IdleBudget budget) throws IOException {
    return pool(budget, TestGuests.link("canary"));
  }

  private static InstancePool pool(IdleBudget budget, LinkedComponent<WasiContext> component) {
    return TestGuests.pool(
        component, new PoolOptions(9, 1L << 30, Duration.ofDays(1), 0, 1, budget));
  }

  private static void use(InstancePool pool) throws IOException {
    try (Lease lease = pool.take(0, new Interruptible())) {
      lease.succeeded();
    }
  }

  @Test
  void keepsNoMoreOfAllPoolsThanItsBytes() throws Exception {
    long first = first();
    assertThat(first).isGreaterThan(65536);
    for (long bytes : new long[] {0, first - 1, first}) {
      IdleBudget budget = new IdleBudget(bytes);
      try (InstancePool pool = pool(budget)) {
        use(pool);
        assertThat(pool.idle()).as("in %d bytes", bytes).isEqualTo(bytes == first ? 1 : 0);
        assertThat(budget.held()).isEqualTo(bytes == first ? first : 0);
      }
      assertThat(budget.held()).isZero();
    }
  }

  @Test
  void givesUpWhatHasWaitedLongestForWhatWasUsedLast() throws Exception {
    IdleBudget budget = new IdleBudget(2 * first());
    try (InstancePool one = pool(budget);
        InstancePool two = pool(budget);
        InstancePool three = pool(budget)) {
      use(one);
      use(two);
      use(one);
      use(three);
      assertThat(List.of(one.idle(), two.idle(), three.idle())).containsExactly(1, 0, 1);
      use(two);
      assertThat(List.of(one.idle(), two.idle(), three.idle())).containsExactly(0, 1, 1);
    }
    assertThat(budget.held()).isZero();
  }

  @Test
  void whatIsTakenCountsNoMore() throws Exception {
    IdleBudget budget = new IdleBudget(first());
    try (InstancePool one = pool(budget);
        InstancePool two = pool(budget)) {
      use(one);
      try (Lease lease = one.take(1, new Interruptible())) {
        assertThat(budget.held()).isZero();
        use(two);
        assertThat(two.idle()).isEqualTo(1);
        lease.succeeded();
      }
      assertThat(one.idle() + two.idle()).isEqualTo(1);
    }
  }

  @Test
  void staysWithinItsBytesHoweverManyUseIt() throws Exception {
    long most = 3 * first();
    IdleBudget budget = new IdleBudget(most);
    List<InstancePool> pools = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      pools.add(pool(budget));
    }
    List<Thread> users = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    for (InstancePool pool : pools) {
      users.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler((_, e) -> failures.add(e))
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  try {
                    use(pool);
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                  assertThat(budget.held()).isBetween(0L, most);
                }
              }));
    }
    for (Thread user : users) {
      user.join();
    }
    assertThat(failures).isEmpty();
    pools.forEach(InstancePool::close);
    assertThat(budget.held()).isZero();
  }

  @Test
  void refusesALimitBelowNothing() {
    assertThatThrownBy(() -> new IdleBudget(-1)).hasMessage("maxBytes must not be negative");
  }
}
