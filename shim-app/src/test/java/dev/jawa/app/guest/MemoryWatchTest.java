package dev.jawa.app.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.Trap;
import dev.jawa.http.ProxyObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {

  private final StoreGroup group = new StoreGroup(1);
  private final MemoryWatch watch = new MemoryWatch(group);
  private final List<Throwable> told = new ArrayList<>();
  private final List<Trap> ends = new ArrayList<>();
  private final ProxyObserver observer = watch.after((number, cause) -> told.add(cause));
  private final Trap tooMuch = new Trap(Trap.Kind.MEMORY_LIMIT);

  @Test
  void endsTheGuestOnceWhenItGrewBeyondTheLimit() {
    watch.whenExceeded(ends::add);
    group.refusedGrowth();
    observer.failed(1, tooMuch);
    observer.failed(2, tooMuch);
    assertThat(ends).containsExactly(tooMuch);
    assertThat(told).hasSize(2);
  }

  @Test
  void endsItAlsoIfThatWasBeforeItCouldBeEnded() {
    group.refusedGrowth();
    observer.failed(1, tooMuch);
    watch.whenExceeded(ends::add);
    assertThat(ends).containsExactly(tooMuch);
  }

  @Test
  void leavesItWhenOnlyAnInstanceFoundNoRoomToBeginWith() {
    watch.whenExceeded(ends::add);
    observer.failed(1, tooMuch);
    assertThat(ends).isEmpty();
    assertThat(told).containsExactly(tooMuch);
  }

  @Test
  void leavesItAfterOtherFailures() {
    watch.whenExceeded(ends::add);
    group.refusedGrowth();
    observer.failed(1, new Trap(Trap.Kind.UNREACHABLE));
    observer.failed(2, new IllegalStateException("x"));
    assertThat(ends).isEmpty();
  }
}
