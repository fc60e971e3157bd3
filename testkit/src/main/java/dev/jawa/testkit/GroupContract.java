package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreGroup.Hold;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// What stores of a [StoreGroup] promise.
interface GroupContract extends EngineUnderTest {

  long PAGE = 65536;

  StoreLimits TRAPPING = new StoreLimits(1000 * PAGE, 10, 3, 10, 10, true);

  /// A guest on a thread of its own that has told the host that it runs.
  record Held(
      StoreGroup group, CoreStore store, Thread thread, FutureTask<@Nullable Throwable> end) {

    /// Comes back when the thread waits. Nothing else in these guests does.
    void awaitParked() throws InterruptedException {
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (thread.getState() != Thread.State.WAITING) {
        assertThat(System.nanoTime()).as("it waits").isLessThan(patience);
        Thread.sleep(1);
      }
    }

    @Nullable Throwable ended() throws Exception {
      return end.get(60, TimeUnit.SECONDS);
    }
  }

  private Held start(
      StoreGroup group, Thread.Builder threads, HostFunction host, Consumer<WasmCode> body)
      throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    wasm.importFunc("host", "started", nothing);
    wasm.importFunc("host", "work", nothing);
    wasm.exportFunc("f", wasm.func(nothing, List.of(I32), body));
    CoreStore store = engine().newStore(StoreLimits.DEFAULT.in(group));
    CoreFunc tell =
        store.hostFunc(
            NOTHING,
            (_, _) -> {
              started.countDown();
              return HostFunction.NONE;
            });
    CoreFunc f = func(instantiate(store, wasm, tell, store.hostFunc(NOTHING, host)), "f");
    FutureTask<@Nullable Throwable> end =
        new FutureTask<>(() -> {
          try {
            f.call();
            return null;
          } catch (Throwable e) {
            return e;
          }
        });
    Thread thread = threads.start(end);
    assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
    return new Held(group, store, thread, end);
  }

  private static void spin(WasmCode code) {
    code.call(0).loop(WasmCode.EMPTY).br(0).end();
  }

  /// Whether the engine stops a guest in a loop without calls; else only at calls of the host.
  default boolean holdsLoops() {
    return true;
  }

  private Held spinning(Thread.Builder threads) throws Exception {
    Assumptions.assumeTrue(holdsLoops(), "the engine does not hold a loop without calls");
    return start(
        new StoreGroup(StoreGroup.UNLIMITED),
        threads,
        (_, _) -> HostFunction.NONE,
        GroupContract::spin);
  }

  private static void assertEndedByInterrupt(Held held) throws Exception {
    assertThat(held.ended())
        .isInstanceOfSatisfying(Trap.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPT));
  }

  private void holdsASpinningGuest(Thread.Builder threads) throws Exception {
    Held held = spinning(threads);
    for (int i = 0; i < 3; i++) {
      held.group().hold(Hold.PAUSE);
      held.awaitParked();
      held.group().release(Hold.PAUSE);
    }
    held.store().interrupt();
    assertEndedByInterrupt(held);
  }

  @Test
  default void holdsASpinningGuest() throws Exception {
    holdsASpinningGuest(Thread.ofPlatform().daemon());
  }

  @Test
  default void holdsASpinningGuestOnAVirtualThread() throws Exception {
    holdsASpinningGuest(Thread.ofVirtual());
  }

  @Test
  default void endsAGuestThatIsHeld() throws Exception {
    Held held = spinning(Thread.ofPlatform().daemon());
    held.group().hold(Hold.PAUSE);
    held.awaitParked();
    held.store().interrupt();
    assertEndedByInterrupt(held);
  }

  @Test
  default void goesOnOnlyWhenNothingHoldsItAnyMore() throws Exception {
    Held held = spinning(Thread.ofPlatform().daemon());
    held.group().hold(Hold.PAUSE);
    held.group().hold(Hold.QUOTA);
    held.awaitParked();
    held.group().release(Hold.QUOTA);
    assertThat(held.group().isHeld()).isTrue();
    held.group().release(Hold.PAUSE);
    assertThat(held.group().isHeld()).isFalse();
    held.store().interrupt();
    assertEndedByInterrupt(held);
  }

  @Test
  default void holdsAGuestWhenItComesOutOfTheHostAndLeavesTheHostAlone() throws Exception {
    AtomicBoolean goOn = new AtomicBoolean();
    AtomicBoolean flagged = new AtomicBoolean();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(2);
    Held held =
        start(
            new StoreGroup(StoreGroup.UNLIMITED),
            Thread.ofPlatform().daemon(),
            (_, _) -> {
              first.countDown();
              second.countDown();
              while (!goOn.get()) {
                Thread.onSpinWait();
              }
              flagged.compareAndSet(false, Thread.currentThread().isInterrupted());
              return HostFunction.NONE;
            },
            c -> c.call(0).call(1).call(1));
    assertThat(first.await(60, TimeUnit.SECONDS)).isTrue();
    held.group().hold(Hold.PAUSE);
    goOn.set(true);
    held.awaitParked();
    assertThat(flagged).isFalse();
    assertThat(second.getCount()).isEqualTo(1);
    held.group().release(Hold.PAUSE);
    assertThat(held.ended()).isNull();
    assertThat(flagged).isFalse();
    assertThat(second.getCount()).isZero();
  }

  @Test
  default void letsNobodyInWhileItIsHeld() throws Exception {
    StoreGroup group = new StoreGroup(StoreGroup.UNLIMITED);
    CoreFunc f = func(one(group, 1), "size");
    group.hold(Hold.PAUSE);
    FutureTask<Object> call = new FutureTask<>(() -> f.call()[0]);
    Thread thread = Thread.ofPlatform().daemon().start(call);
    new Held(group, newStore(), thread, new FutureTask<>(() -> null)).awaitParked();
    group.release(Hold.PAUSE);
    assertThat(call.get(60, TimeUnit.SECONDS)).isEqualTo(1L);
  }

  @Test
  default void holdsNobodyElse() {
    new StoreGroup(StoreGroup.UNLIMITED).hold(Hold.PAUSE);
    assertThat(func(one(new StoreGroup(StoreGroup.UNLIMITED), 1), "size").call())
        .containsExactly(1);
  }

  private CoreInstance one(StoreGroup group, int pages) {
    return one(engine().newStore(TRAPPING.in(group)), pages);
  }

  private CoreInstance one(CoreStore store, int pages) {
    WasmBuilder wasm = new WasmBuilder();
    wasm.memory(pages, -1);
    wasm.exportFunc(
        "grow", wasm.func(wasm.type(List.of(I32), List.of(I32)), c -> c.localGet(0).memoryGrow(0)));
    wasm.exportFunc("size", wasm.func(wasm.type(List.of(), List.of(I32)), c -> c.memorySize(0)));
    return instantiate(store, wasm);
  }

  @Test
  default void countsTheMemoryOfAllStoresTogether() {
    StoreGroup group = new StoreGroup(4 * PAGE);
    CoreStore first = engine().newStore(TRAPPING.in(group));
    CoreFunc growFirst = func(one(first, 1), "grow");
    CoreFunc growSecond = func(one(group, 1), "grow");

    assertThat(growFirst.call(2)).containsExactly(1);
    assertThat(group.memory()).isEqualTo(4 * PAGE);
    trap(Kind.MEMORY_LIMIT, () -> growSecond.call(1));
    assertThat(group.refusedGrowths()).isEqualTo(1);
    first.close();
    assertThat(group.memory()).isLessThanOrEqualTo(2 * PAGE);
    assertThat(group.memoryPeak()).isGreaterThanOrEqualTo(4 * PAGE);
  }

  @Test
  default void refusesAMemoryForWhichTheGroupHasNoRoom() {
    StoreGroup group = new StoreGroup(4 * PAGE);
    one(group, 2);

    Trap refused = trap(Kind.MEMORY_LIMIT, () -> one(group, 3));
    assertThat(refused.getMessage()).contains("196608", "262144").doesNotContain("\n");
    assertThat(group.memory()).isEqualTo(2 * PAGE);
    assertThat(group.refusedGrowths()).isZero();
    assertThat(one(group, 2)).isNotNull();
  }

  @Test
  default void takesAnotherLimitWhileGuestsRun() {
    StoreGroup group = new StoreGroup(2 * PAGE);
    CoreFunc grow = func(one(group, 1), "grow");
    assertThat(grow.call(1)).containsExactly(1);
    group.memoryLimit(3 * PAGE);
    assertThat(grow.call(1)).containsExactly(2);
    trap(Kind.MEMORY_LIMIT, () -> grow.call(1));
  }
}
