package dev.jawa.wasi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Trap;
import java.io.File;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Ends guests in the middle of a call that does not return, as the engines do: by interrupting
/// their thread.
public final class Killing {

  private static final int TIMES = 5;

  private Killing() {}

  /// The guest ends with a trap each time, and leaves no descriptor when its context is closed.
  ///
  /// @param call blocks; a guest is made for each time
  public static void endsAndLeavesNothing(Supplier<FakeGuest> guests, Consumer<FakeGuest> call)
      throws InterruptedException {
    // Classes, selectors and pools of the JDK are opened by the first run.
    kill(guests, call);
    int before = descriptors();
    for (int i = 0; i < TIMES; i++) {
      assertThat(kill(guests, call))
          .isInstanceOfSatisfying(
              Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
    }
    // What watches a guest's sockets and FIFOs closes itself on its own thread.
    while (descriptors() > before) {
      assertThat(Thread.interrupted()).as("descriptors stay open").isFalse();
      Thread.yield();
    }
  }

  private static Throwable kill(Supplier<FakeGuest> guests, Consumer<FakeGuest> call)
      throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    FakeGuest guest = guests.get();
    try (var context = guest.context) {
      Thread thread =
          Thread.ofVirtual()
              .start(() -> {
                started.countDown();
                try {
                  call.accept(guest);
                } catch (RuntimeException | Error e) {
                  thrown.set(e);
                }
              });
      started.await();
      thread.interrupt();
      thread.join();
    }
    return thrown.get();
  }

  private static int descriptors() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? 0 : open.length;
  }
}
