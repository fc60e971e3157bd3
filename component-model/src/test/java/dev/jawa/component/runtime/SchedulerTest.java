package dev.jawa.component.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.component.runtime.Scheduler.Cancellable;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final Scheduler scheduler = new Scheduler();
  private final StoreState store =
      new StoreState(
          engine.newStore(StoreLimits.DEFAULT), "context", ComponentLimits.DEFAULT, scheduler);
  private final InstanceState instance = new InstanceState(store, null, new RuntimeResource[0]);
  private final List<String> log = new ArrayList<>();

  @BeforeEach
  void instantiate() {
    instance.instantiated();
  }

  @AfterEach
  void close() {
    store.close();
    engine.close();
  }

  private GuestTask start(GuestTask.Kind kind, Consumer<GuestTask> body) {
    GuestTask task = new GuestTask(instance, kind, _ -> true, TaskCaller.NOBODY);
    scheduler.resume(
        new GuestThread(
            task,
            thread -> {
              task.enterImplicitThread(thread);
              task.start();
              body.accept(task);
              task.resolve(null);
              task.exitImplicitThread(thread);
            }),
        false);
    return task;
  }

  private void yieldTwice(String name) {
    for (int i = 0; i < 2; i++) {
      log.add(name + i);
      scheduler.yield(Cancellable.NO);
    }
  }

  @Test
  void takesTurnsInTheOrderOfWaiting() {
    GuestTask a = start(GuestTask.Kind.STACKFUL, _ -> yieldTwice("a"));
    GuestTask b = start(GuestTask.Kind.STACKFUL, _ -> yieldTwice("b"));

    scheduler.finish(a);
    scheduler.finish(b);

    assertThat(log).containsExactly("a0", "b0", "a1", "b1");
  }

  @Test
  void letsAReadyThreadThatIsPromotedRunBeforeOthers() {
    GuestThread[] later = new GuestThread[1];
    start(GuestTask.Kind.STACKFUL, _ -> yieldTwice("a"));
    start(
        GuestTask.Kind.STACKFUL,
        _ -> {
          later[0] = scheduler.currentThread();
          yieldTwice("b");
        });
    GuestTask promoting =
        start(GuestTask.Kind.STACKFUL, _ -> scheduler.yieldThenPromote(Cancellable.NO, later[0]));

    assertThat(log).containsExactly("a0", "b0", "b1");
    scheduler.finish(promoting);
    assertThat(log).containsExactly("a0", "b0", "b1", "a1");
  }

  private static final int MANY = 10_000;

  private static int platformThreads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  @Test
  void looksAtNoneOfThousandsOfParkedTasksUntilTheirEventHappens() {
    List<Subtask> events = new ArrayList<>();
    List<GuestTask> tasks = new ArrayList<>();
    int threads = platformThreads();
    for (int i = 0; i < MANY; i++) {
      Subtask event = new Subtask();
      events.add(event);
      tasks.add(start(GuestTask.Kind.STACKFUL, _ -> event.awaitResolved(scheduler)));
    }
    assertThat(scheduler.tick()).isFalse();
    assertThat(scheduler.examined()).isZero();
    assertThat(platformThreads() - threads).isLessThan(100);

    for (int i = MANY - 1; i >= 0; i--) {
      events.get(i).returned();
      scheduler.finish(tasks.get(i));
    }

    assertThat(tasks).allMatch(GuestTask::isResolved);
    assertThat(scheduler.examined()).isEqualTo(MANY);
  }

  @Test
  void looksAtOneOfThousandsOfTasksThatWantTheInstanceForThemselves() {
    List<GuestTask> tasks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      tasks.add(start(GuestTask.Kind.SYNC_LIFT, _ -> scheduler.yield(Cancellable.NO)));
    }

    scheduler.finish(tasks.getLast());

    assertThat(tasks).allMatch(GuestTask::isResolved);
    assertThat(scheduler.examined()).isLessThan(3 * MANY);
  }

  @Test
  void wakesOnlyWhoWaitsForTheSetThatGotAnEvent() {
    List<Subtask> events = new ArrayList<>();
    List<GuestTask> tasks = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      WaitableSet set = new WaitableSet();
      Subtask event = new Subtask();
      event.join(set);
      event.detach(i + 1, _ -> {});
      events.add(event);
      tasks.add(start(GuestTask.Kind.STACKFUL, _ -> set.waitForEvent(scheduler, Cancellable.NO)));
    }

    events.get(7).returned();
    scheduler.finish(tasks.get(7));

    assertThat(scheduler.examined()).isEqualTo(1);
    assertThat(tasks.get(8).isResolved()).isFalse();
  }

  @Test
  void trapsWhenNothingCanEverRunAgain() {
    GuestTask stuck = start(GuestTask.Kind.STACKFUL, _ -> new Subtask().awaitResolved(scheduler));
    assertThatThrownBy(() -> scheduler.finish(stuck))
        .isInstanceOf(Trap.class)
        .hasMessage("deadlock detected: event loop cannot make further progress");
  }

  @Test
  void trapsWhenASynchronousCallBlocksWithNothingElseToRun() {
    GuestTask blocked = start(GuestTask.Kind.SYNC_TYPE, _ -> scheduler.suspend(Cancellable.NO));
    assertThatThrownBy(() -> scheduler.finishSynchronously(blocked))
        .isInstanceOf(Trap.class)
        .hasMessage("cannot block a synchronous task before returning");
  }

  @Test
  void letsOneTaskAtATimeInThatNeedsTheInstanceForItself() {
    GuestTask first = start(GuestTask.Kind.SYNC_LIFT, _ -> yieldTwice("first"));
    GuestTask second = start(GuestTask.Kind.SYNC_LIFT, _ -> yieldTwice("second"));

    scheduler.finish(second);

    assertThat(first.isResolved()).isTrue();
    assertThat(log).containsExactly("first0", "first1", "second0", "second1");
  }

  @Test
  void throwsWhatAThreadThrewToWhoeverResumedIt() {
    GuestTask failing =
        start(
            GuestTask.Kind.STACKFUL,
            _ -> {
              scheduler.yield(Cancellable.NO);
              throw new IllegalArgumentException("from the host");
            });
    assertThatThrownBy(() -> scheduler.finish(failing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("from the host");
    assertThat(scheduler.current()).isNull();
    assertThat(scheduler.tick()).isFalse();
  }

  @Test
  void runsWhatTheHostPostsWhenItHasSomethingToWaitFor() {
    Subtask promised = new Subtask();
    GuestTask task = start(GuestTask.Kind.STACKFUL, _ -> promised.awaitResolved(scheduler));
    scheduler.events().expect();
    Thread.ofVirtual()
        .start(() ->
            scheduler
                .events()
                .post(() -> {
                  scheduler.events().expectNoMore();
                  promised.returned();
                }));

    scheduler.finish(task);

    assertThat(task.isResolved()).isTrue();
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void endsWaitingForTheHostWhenItIsInterrupted() {
    GuestTask task = start(GuestTask.Kind.STACKFUL, _ -> new Subtask().awaitResolved(scheduler));
    scheduler.events().expect();
    Thread.ofVirtual().start(() -> scheduler.events().interrupt());

    assertThatThrownBy(() -> scheduler.finish(task))
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
  }

  @Test
  void unwindsBlockedThreadsWhenTheStoreIsClosed() {
    start(
        GuestTask.Kind.STACKFUL,
        _ -> {
          try {
            scheduler.suspend(Cancellable.NO);
          } finally {
            log.add("unwound");
          }
        });

    store.close();

    assertThat(log).containsExactly("unwound");
  }
}
