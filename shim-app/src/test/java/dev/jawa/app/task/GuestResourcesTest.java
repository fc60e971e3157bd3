package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.oci.LinuxResources;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreGroup.Hold;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    return new GuestResources("c", LinuxResources.parse(json), quotas, turns);
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
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin);
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
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin);
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
    Thread thread = resources.threads().command("guest", 1 << 20, this::spin);
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
}
