package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.wasi.ctx.GuestExit;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A guest that runs from start to end on a thread of its own.
///
/// It is a platform thread: a guest that computes for hours would keep a virtual thread's carrier
/// from everybody else, and here the size of the stack, which is the depth of the guest's
/// recursion, is ours to choose.
final class GuestThread implements GuestProcess {

  /// The exit code of a trap, as a shell sees an aborted process.
  static final int TRAPPED = 134;

  private static final int SIGNALLED = 128;
  private static final int FAILED = 1;

  /// What the thread does.
  interface Body {
    /// @return the exit code
    int run(GuestThread thread);
  }

  /// Why a guest is being ended.
  private sealed interface Stop {
    record Signal(int number) implements Stop {}

    record Timeout(Duration after) implements Stop {}
  }

  private final CompletableFuture<Exit> exit = new CompletableFuture<>();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final AtomicReference<@Nullable Runnable> interrupter = new AtomicReference<>();
  private final String name;
  private final TrapText traps;
  private final Thread thread;

  private GuestThread(String name, GuestSpec spec, Body body) {
    this.name = name;
    this.traps = spec.traps();
    AtomicReference<Exit> how = new AtomicReference<>();
    this.thread =
        spec.threads()
            .command(
                "guest " + name,
                GuestStacks.size(spec),
                () -> how.set(end(body)),
                () -> exit.complete(how.get()));
  }

  /// @param spec says where it runs, and how long
  static GuestThread start(String name, GuestSpec spec, Body body) {
    GuestThread guest = new GuestThread(name, spec, body);
    Duration timeout = spec.timeout();
    guest.thread.start();
    if (timeout != null) {
      CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .execute(() -> guest.stop(new Stop.Timeout(timeout)));
    }
    return guest;
  }

  /// From now on the guest is ended by this; called by the body.
  void interruptWith(Runnable action) {
    interrupter.set(action);
    if (stop.get() != null) {
      action.run();
    }
  }

  @Override
  public CompletableFuture<Exit> exit() {
    return exit;
  }

  @Override
  public void signal(int signal) {
    stop(new Stop.Signal(signal));
  }

  private void stop(Stop reason) {
    if (exit.isDone()) {
      return;
    }
    stop.compareAndSet(null, reason);
    // Before there is a store only the thread can be told; afterwards the store knows best.
    Runnable action = interrupter.get();
    if (action == null) {
      thread.interrupt();
    } else {
      action.run();
    }
  }

  @Override
  public @Nullable InetSocketAddress address() {
    return null;
  }

  private Exit end(Body body) {
    try {
      return new Exit(body.run(this), null);
    } catch (GuestExit e) {
      return new Exit(e.code(), null);
    } catch (Trap e) {
      return stopped(e, traps.of(e));
    } catch (StackOverflowError e) {
      return stopped(e, traps.of(new Trap(Trap.Kind.STACK_OVERFLOW)));
    } catch (OutOfMemoryError e) {
      return stopped(e, "wasm trap: out of memory: " + e.getMessage());
    } catch (GuestException e) {
      return new Exit(FAILED, "jawa: " + e.getMessage());
    } catch (UnlinkableException e) {
      return new Exit(FAILED, "jawa: " + name + ": needs what is not here: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      return stopped(e, "jawa: this is a defect of Jawa, please report it: " + TrapText.stackOf(e));
    }
  }

  /// Whatever flew out of a guest that is being ended is the end that was asked for.
  private Exit stopped(Throwable thrown, String text) {
    return switch (stop.get()) {
      case Stop.Signal(int number) -> new Exit(SIGNALLED + number, null);
      case Stop.Timeout(Duration after) ->
          new Exit(TRAPPED, text + "the timeout of " + after.toMillis() + " ms is over\n");
      case null ->
          switch (thrown) {
            case Trap trap -> new Exit(TRAPPED, text, trap.kind());
            case OutOfMemoryError _ -> new Exit(TRAPPED, text, Trap.Kind.MEMORY_LIMIT);
            case Error _ -> new Exit(TRAPPED, text);
            default -> new Exit(FAILED, text);
          };
    };
  }
}
