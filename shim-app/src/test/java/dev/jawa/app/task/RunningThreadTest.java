package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.app.sys.ThreadPriority;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A thread of this test's own: the kernel lets everybody lower their weight.
class RunningThreadTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private static RunningThread current() {
    return new RunningThread(ThreadPriority.currentThread(), 0);
  }

  private static void inThread(Runnable body) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread thread = Thread.ofPlatform().unstarted(body);
    thread.setUncaughtExceptionHandler((_, e) -> thrown[0] = e);
    thread.start();
    thread.join();
    assertThat(thrown[0]).isNull();
  }

  @Test
  void isHeavyAfterItHasComputedForAWhileAndNoMoreWhenItHasRested() throws Exception {
    inThread(() -> {
      RunningThread thread = current();
      assertThat(thread.weigh(SECOND / 10, SECOND / 10, 0)).isTrue();
      assertThat(thread.isHeavy()).isFalse();
      assertThat(thread.weigh(SECOND / 2, SECOND / 2, 0)).isTrue();
      assertThat(thread.isHeavy()).isTrue();
      assertThat(thread.weigh(SECOND / 2, SECOND, 0)).isTrue();
      assertThat(thread.isHeavy()).isTrue();
      assertThat(thread.weigh(SECOND / 2, 10 * SECOND, 0)).isFalse();
      assertThat(thread.isHeavy()).isFalse();
    });
  }

  @Test
  void staysAsItIsWhenItMostlyRests() throws Exception {
    inThread(() -> {
      RunningThread thread = current();
      for (int second = 1; second <= 100; second++) {
        assertThat(thread.weigh(second * SECOND / 25, SECOND, 0)).isFalse();
      }
      assertThat(thread.isHeavy()).isFalse();
    });
  }
}
