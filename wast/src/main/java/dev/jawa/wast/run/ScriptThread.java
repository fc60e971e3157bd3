package dev.jawa.wast.run;

import dev.jawa.wast.script.Command;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Commands that run side by side with the script, against a runner of their own.
final class ScriptThread implements AutoCloseable {

  private final ScriptRunner runner;
  private final CompletableFuture<@Nullable Failure> done = new CompletableFuture<>();

  private ScriptThread(ScriptRunner runner) {
    this.runner = runner;
  }

  static ScriptThread start(ScriptRunner runner, List<Command> commands) {
    ScriptThread thread = new ScriptThread(runner);
    Thread.ofPlatform()
        .daemon()
        .name("script thread")
        .stackSize(Watchdog.STACK_BYTES)
        .start(() -> thread.run(commands));
    return thread;
  }

  private void run(List<Command> commands) {
    try (runner) {
      for (Command command : commands) {
        Failure failure = runner.run(command);
        if (failure != null) {
          done.complete(
              new Failure(failure.expected(), failure.actual() + " in line " + command.line()));
          return;
        }
      }
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  @Nullable Failure await() {
    try {
      return done.join();
    } catch (CompletionException e) {
      return new Failure("a thread that ends", Problem.of(e).toString());
    }
  }

  @Override
  public void close() {
    if (!done.isDone()) {
      runner.interrupt();
    }
  }
}
