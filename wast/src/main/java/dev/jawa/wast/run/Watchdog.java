package dev.jawa.wast.run;

import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Script;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Runs whole scripts, on a thread with a stack as guests need it, and ends commands that take too
/// long.
public final class Watchdog {

  /// Address space, not memory: pages are only used when a guest gets that deep.
  static final long STACK_BYTES = 64L << 20;

  private Watchdog() {}

  /// Runs all commands.
  ///
  /// @param outcome told of each command, with what is wrong or `null`
  public static void run(
      ScriptRunner runner,
      Script script,
      Duration timeout,
      BiConsumer<Command, @Nullable Failure> outcome) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("script " + script.file())
        .stackSize(STACK_BYTES)
        .start(() -> {
          try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            for (Command command : script.commands()) {
              outcome.accept(command, run(runner, command, timeout, clock));
            }
            clock.shutdownNow();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
  }

  private static @Nullable Failure run(
      ScriptRunner runner, Command command, Duration timeout, ScheduledExecutorService clock) {
    ScheduledFuture<?> alarm =
        clock.schedule(runner::interrupt, timeout.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return runner.run(command);
    } finally {
      alarm.cancel(false);
    }
  }
}
