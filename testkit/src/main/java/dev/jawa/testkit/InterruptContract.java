package dev.jawa.testkit;

import static dev.jawa.engine.CoreValType.I32;
import static dev.jawa.testkit.EngineUnderTest.func;
import static dev.jawa.testkit.EngineUnderTest.trap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.HostFunction;
import dev.jawa.engine.Trap;
import dev.jawa.engine.Trap.Kind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What [CoreStore#interrupt] promises.
interface InterruptContract extends EngineUnderTest {

  /// How a thread left the guest.
  record Outcome(@Nullable Throwable thrown, boolean flagLeft) {}

  /// A guest that tells the host when it runs, and then does `body`; the host can be waited for.
  record Running(CoreStore store, CoreFunc f, CountDownLatch started) {

    /// Calls the guest in a thread of its own and interrupts it once it runs.
    Outcome interrupted(Thread.Builder threads) throws Exception {
      FutureTask<Outcome> outcome =
          new FutureTask<>(() -> {
            Throwable thrown = null;
            try {
              f.call();
            } catch (Throwable e) {
              thrown = e;
            }
            return new Outcome(thrown, Thread.currentThread().isInterrupted());
          });
      threads.start(outcome);
      assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
      store.interrupt();
      return outcome.get(60, TimeUnit.SECONDS);
    }
  }

  private Running running(HostFunction host, Consumer<WasmCode> body) {
    CountDownLatch started = new CountDownLatch(1);
    WasmBuilder wasm = new WasmBuilder();
    int nothing = wasm.type(List.of(), List.of());
    int imported = wasm.importFunc("host", "started", nothing);
    wasm.exportFunc("f", wasm.func(nothing, List.of(I32), body));
    CoreStore store = newStore();
    CoreFunc tell =
        store.hostFunc(
            NOTHING,
            (caller, args) -> {
              started.countDown();
              return host.call(caller, args);
            });
    assertThat(imported).isZero();
    return new Running(store, func(instantiate(store, wasm, tell), "f"), started);
  }

  private static void assertInterrupted(Outcome outcome) {
    assertThat(outcome.thrown())
        .isInstanceOfSatisfying(Trap.class, e -> assertThat(e.kind()).isEqualTo(Kind.INTERRUPT));
    assertThat(outcome.flagLeft()).isFalse();
  }

  private static void spin(WasmCode code) {
    code.call(0).loop(WasmCode.EMPTY).br(0).end();
  }

  @Test
  default void endsASpinningGuest() throws Exception {
    assertInterrupted(
        running((_, _) -> HostFunction.NONE, InterruptContract::spin)
            .interrupted(Thread.ofPlatform()));
  }

  @Test
  default void endsASpinningGuestOnAVirtualThread() throws Exception {
    assertInterrupted(
        running((_, _) -> HostFunction.NONE, InterruptContract::spin)
            .interrupted(Thread.ofVirtual()));
  }

  @Test
  default void endsAGuestThatCallsTheHostForEver() throws Exception {
    Running guest =
        running((_, _) -> HostFunction.NONE, c -> c.loop(WasmCode.EMPTY).call(0).br(0).end());

    assertInterrupted(guest.interrupted(Thread.ofPlatform()));
  }

  @Test
  default void wakesAHostFunctionThatBlocks() throws Exception {
    Running guest =
        running(
            (_, _) -> {
              try {
                new CountDownLatch(1).await();
                return HostFunction.NONE;
              } catch (InterruptedException e) {
                throw new Trap(Kind.INTERRUPT);
              }
            },
            c -> c.call(0));

    assertInterrupted(guest.interrupted(Thread.ofVirtual()));
  }

  @Test
  default void endsTheGuestAlsoWhenTheHostSwallowsTheInterrupt() throws Exception {
    Running guest =
        running(
            (_, _) -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                // Swallowed, flag and all, as careless code does.
              }
              return HostFunction.NONE;
            },
            InterruptContract::spin);

    assertInterrupted(guest.interrupted(Thread.ofPlatform()));
  }

  @Test
  default void refusesLaterCalls() throws Exception {
    Running guest = running((_, _) -> HostFunction.NONE, InterruptContract::spin);
    guest.interrupted(Thread.ofPlatform());

    trap(Kind.INTERRUPT, guest.f()::call);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  default void refusesCallsAfterAnInterruptBetweenCalls() {
    CoreStore store = newStore();
    WasmBuilder wasm = new WasmBuilder();
    wasm.exportFunc("f", wasm.func(wasm.type(List.of(), List.of()), _ -> {}));
    var module = engine().compile(wasm.build());
    CoreFunc f = func(store.instantiate(module, List.of()), "f");
    f.call();
    store.interrupt();

    trap(Kind.INTERRUPT, f::call);
    trap(Kind.INTERRUPT, () -> store.instantiate(module, List.of()));
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  default void leavesOtherStoresAlone() {
    CoreFunc f = guest(NOTHING, _ -> {});
    newStore().interrupt();

    assertThat(f.call()).isEmpty();
  }
}
