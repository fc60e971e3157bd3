package dev.jawa.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Trap;
import java.io.File;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Ends guests in the middle of a call that does not return.
public final class Killing {

  private static final int TIMES = 5;

  private Killing() {}

  /// A guest to be ended.
  public interface Victim extends AutoCloseable {

    /// Does not return by itself.
    void block();

    /// Ends it, from another thread.
    void kill(Thread thread);

    @Override
    void close();
  }

  private record Interrupted(FakeGuest guest, Consumer<FakeGuest> call) implements Victim {

    @Override
    public void block() {
      call.accept(guest);
    }

    @Override
    public void kill(Thread thread) {
      thread.interrupt();
    }

    @Override
    public void close() {
      guest.context.close();
    }
  }

  /// Ends guests as engines do, by interrupting their thread.
  ///
  /// @param call blocks; a guest is made for each time
  public static void endsAndLeavesNothing(Supplier<FakeGuest> guests, Consumer<FakeGuest> call)
      throws InterruptedException {
    endsAndLeavesNothing(() -> new Interrupted(guests.get(), call));
  }

  /// The guest ends with a trap each time, and leaves no descriptor when it is closed.
  public static void endsAndLeavesNothing(Supplier<Victim> victims) throws InterruptedException {
    // Classes, selectors and pools of the JDK are opened by the first run.
    kill(victims);
    int before = descriptors();
    for (int i = 0; i < TIMES; i++) {
      assertThat(kill(victims))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
    }
    // What watches a guest's sockets and FIFOs closes itself on its own thread.
    while (descriptors() > before) {
      assertThat(Thread.interrupted()).as("descriptors stay open").isFalse();
      Thread.yield();
    }
  }

  private static Throwable kill(Supplier<Victim> victims) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    try (Victim victim = victims.get()) {
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                started.countDown();
                try {
                  victim.block();
                } catch (RuntimeException | Error e) {
                  thrown.set(e);
                }
              });
      started.await();
      while (thread.isAlive() && !isWaiting(thread)) {
        Thread.yield();
      }
      victim.kill(thread);
      thread.join();
    }
    return thrown.get();
  }

  private static boolean isWaiting(Thread thread) {
    return switch (thread.getState()) {
      case WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, BLOCKED, TERMINATED -> false;
    };
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }
}
