package dev.jawa.engine.chicory;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where generated code asks, on each way back in a loop and before each call, whether it was
/// interrupted or is held. Public because generated classes live in another package and class
/// loader; not meant for anyone else.
///
/// To look at the thread's flag each time costs a tight loop up to half of its speed: it is a
/// volatile read, behind which the JIT has to read the memory's bounds anew. So as long as nothing
/// was ever interrupted in this JVM, [#checkInterruption] calls an empty method that no loaded
/// class overrides. The JIT leaves it out and notes on which assumption. The first interrupt makes
/// a class that does override it: the JVM throws away all code that relies on there being none,
/// even that of a loop which is running, at its next safepoint. From then on the flag is looked at.
///
/// That there is static state here is the point: the JIT can only leave out what it knows to be the
/// same for all.
public class GuestPoll {

  /// `null` from the first interrupt on. Not volatile, or nothing would be gained; code that has
  /// read it before it became `null` is thrown away.
  private static @Nullable GuestPoll calm = new GuestPoll();

  /// The threads that are to wait, with what holds them; each takes itself out. Not the thread's
  /// interrupt flag, which would break what the host does for the guest.
  private static final Map<Thread, RunGuard> ASKED = new ConcurrentHashMap<>();

  /// For changes of the two, which go together.
  private static final ReentrantLock LOCK = new ReentrantLock();

  private static final AtomicBoolean ASKING = new AtomicBoolean();

  GuestPoll() {}

  /// Throws if the current thread was interrupted by [#arm]'s caller.
  public static void checkInterruption() {
    GuestPoll poll = calm;
    if (poll == null) {
      checkThread();
    } else {
      poll.poll();
    }
  }

  static void checkThread() {
    if (Thread.currentThread().isInterrupted()) {
      throw new ChicoryInterruptedException("Thread interrupted");
    }
    if (ASKING.get()) {
      waitIfAsked();
    }
  }

  private static void waitIfAsked() {
    RunGuard guard = ASKED.get(Thread.currentThread());
    if (guard != null && !guard.waitHere()) {
      throw new ChicoryInterruptedException("interrupted while it was held");
    }
  }

  /// Has a thread come to [RunGuard#waitHere].
  static void ask(Thread thread, RunGuard guard) {
    arm();
    LOCK.lock();
    try {
      ASKED.put(thread, guard);
      ASKING.set(true);
    } finally {
      LOCK.unlock();
    }
  }

  /// It came, or has left the guest.
  static void forget(Thread thread) {
    if (ASKING.get()) {
      LOCK.lock();
      try {
        ASKED.remove(thread);
        ASKING.set(!ASKED.isEmpty());
      } finally {
        LOCK.unlock();
      }
    }
  }

  /// Only its being overridden matters.
  void poll() {}

  /// Has all generated code look at the flag of its thread from now on. Before a thread is
  /// interrupted.
  static void arm() {
    if (calm != null) {
      calm = null;
      // In this order: what is compiled after the class was loaded reads null.
      Class<? extends GuestPoll> _ = defineArmed();
    }
  }

  /// Defines [Armed] as a hidden class. No start-up cache can hold such a one, whatever was
  /// interrupted in the run that trained it; an override that was there from the start would not
  /// have the JVM throw any code away.
  static Class<? extends GuestPoll> defineArmed() {
    try (InputStream armed = GuestPoll.class.getResourceAsStream("GuestPoll$Armed.class")) {
      return MethodHandles.lookup()
          .defineHiddenClass(Objects.requireNonNull(armed).readAllBytes(), true)
          .lookupClass()
          .asSubclass(GuestPoll.class);
    } catch (IOException | IllegalAccessException e) {
      throw new IllegalStateException("the engine's jar is damaged", e);
    }
  }

  /// Never used by its name, so never loaded; only its bytes are.
  private static final class Armed extends GuestPoll {
    @Override
    void poll() {
      checkThread();
    }
  }
}
