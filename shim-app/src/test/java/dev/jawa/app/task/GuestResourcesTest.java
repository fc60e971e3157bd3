package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.LinuxResources;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreGroup.Hold;
import dev.jawa.http.IdleBudget;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class GuestResourcesTest {

  private final CpuQuotas quotas = new CpuQuotas();
  private final FairTurns turns = new FairTurns();
  private final AtomicBoolean end = new AtomicBoolean();

  @AfterEach
  void stop() {
    end.set(true);
    quotas.close();
    turns.close();
  }

  private GuestResources of(String json) {
    return new GuestResources("c", LinuxResources.parse(json), quotas, turns, new IdleBudget(0));
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(1);
    }
  }

  private void spin() {
    while (!end.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void countsTheTimeOfThreadsThatRunAndOfThoseThatHaveEnded() throws Exception {
    GuestResources resources = of("{}");
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin, () -> {});
    thread.start();
    eventually(() -> resources.usage().cpuNanos() > 0);
    assertThat(resources.threads().count()).isEqualTo(1);
    end.set(true);
    thread.join();
    long after = resources.usage().cpuNanos();
    assertThat(after).isPositive();
    assertThat(resources.usage().userNanos()).isBetween(0L, after);
    assertThat(resources.threads().count()).isZero();
    assertThat(resources.usage().cpuNanos()).isEqualTo(after);
  }

  @Test
  void answersEachRequestOnAThreadOfItsOwnThatIsCounted() throws Exception {
    GuestResources resources = of("{}");
    CountDownLatch both = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      resources
          .threads()
          .requests()
          .execute(() -> {
            both.countDown();
            spin();
          });
    }
    assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(resources.threads().count()).isEqualTo(2);
    resources.close();
  }

  @Test
  void holdsGuestsThatHaveUsedUpTheirQuotaAndLetsThemGoOn() throws Exception {
    GuestResources resources = of("{\"cpu\": {\"quota\": 20000, \"period\": 100000}}");
    StoreGroup group = resources.group();
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin, () -> {});
    thread.start();
    eventually(group::isHeld);
    end.set(true);
    thread.join();
    eventually(() -> !group.isHeld());
    resources.close();
  }

  @Test
  void aQuotaThatIsTakenAwayHoldsNobody() throws Exception {
    GuestResources resources = of("{\"cpu\": {\"quota\": 1000, \"period\": 100000}}");
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin, () -> {});
    thread.start();
    eventually(resources.group()::isHeld);
    resources.apply(LinuxResources.parse("{\"cpu\": {\"quota\": -1}}"));
    assertThat(resources.group().isHeld()).isFalse();
    end.set(true);
    thread.join();
  }

  @Test
  void aPauseOutlastsTheQuota() {
    GuestResources resources = of("{\"cpu\": {\"quota\": 20000, \"period\": 100000}}");
    resources.pause();
    resources.group().release(Hold.QUOTA);
    assertThat(resources.group().isHeld()).isTrue();
    resources.close();
    assertThat(resources.group().isHeld()).isTrue();
    resources.resume();
    assertThat(resources.group().isHeld()).isFalse();
  }

  @Test
  void startsNoMoreCommandsThanTheLimitOfProcessesAllows() throws Exception {
    GuestResources resources = of("{\"pids\": {\"limit\": 2}}");
    CountDownLatch over = new CountDownLatch(1);
    Thread first = resources.threads().command("one", 1 << 20, () -> {}, over::countDown);
    Thread second = resources.threads().command("two", 1 << 20, this::spin, () -> {});
    second.start();
    assertThatThrownBy(() -> resources.threads().command("three", 1 << 20, () -> {}, () -> {}))
        .isInstanceOf(GuestException.class)
        .hasMessage("the container's limit of 2 processes (pids) is reached");
    first.start();
    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
    // Who has ended makes room before anybody hears of his end.
    Thread third = resources.threads().command("three", 1 << 20, () -> {}, () -> {});
    resources.apply(LinuxResources.parse("{\"pids\": {\"limit\": -1}}"));
    Thread fourth = resources.threads().command("four", 1 << 20, () -> {}, () -> {});
    end.set(true);
    for (Thread thread : List.of(third, fourth)) {
      thread.start();
      thread.join();
    }
    second.join();
    resources.close();
  }

  @Test
  void requestsWaitForTheirTurnWhereTheLimitOfProcessesIsReached() throws Exception {
    GuestResources resources = of("{\"pids\": {\"limit\": 2}}");
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch two = new CountDownLatch(2);
    CountDownLatch all = new CountDownLatch(9);
    for (int i = 0; i < 9; i++) {
      Executor requests =
          i % 2 == 0 ? resources.threads().requests() : resources.threads().requests(1 << 20);
      requests.execute(() -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        two.countDown();
        spin();
        running.decrementAndGet();
        all.countDown();
      });
    }
    assertThat(two.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(running).hasValue(2);
    end.set(true);
    assertThat(all.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(most).hasValue(2);
    resources.close();
  }

  @Test
  void aHigherLimitStartsTheRequestsThatWait() throws Exception {
    GuestResources resources = of("{\"pids\": {\"limit\": 1}}");
    CountDownLatch three = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      resources
          .threads()
          .requests()
          .execute(() -> {
            three.countDown();
            spin();
          });
    }
    resources.apply(LinuxResources.parse("{\"pids\": {\"limit\": 3}}"));
    assertThat(three.await(60, TimeUnit.SECONDS)).isTrue();
    end.set(true);
    resources.close();
  }
}
