package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.engine.Trap;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// One process of a task, the container's own or one that Exec added. Its state changes by
/// compare-and-set; nothing here is called under a lock, so that a question about its state is
/// always answered at once.
final class TaskProcess {

  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Executor VIRTUAL = command -> Thread.ofVirtual().start(command);

  private final StdioRequest request;
  private final ProcessStreams streams;
  private final Program program;
  private final ProcessEvents events;
  private final Duration killGrace;
  private final Runnable beforeExit;
  private final AtomicReference<TaskState> state = new AtomicReference<>(new TaskState.Created());
  private final CompletableFuture<ExitStatus> exited = new CompletableFuture<>();
  private final AtomicInteger pendingSignal = new AtomicInteger();
  private volatile CompletableFuture<Void> drained = new CompletableFuture<>();

  /// @param killGrace how long it may take to end after SIGKILL before it is given up
  /// @param beforeExit what has to be done between its end and the news of it
  TaskProcess(
      StdioRequest request,
      ProcessStreams streams,
      Program program,
      ProcessEvents events,
      Duration killGrace,
      Runnable beforeExit) {
    this.request = request;
    this.streams = streams;
    this.program = program;
    this.events = events;
    this.killGrace = killGrace;
    this.beforeExit = beforeExit;
  }

  StdioRequest request() {
    return request;
  }

  String execId() {
    return events.execId();
  }

  int pid() {
    return program.pid();
  }

  TaskState state() {
    return state.get();
  }

  boolean hasEnded() {
    return switch (state.get()) {
      case TaskState.Stopped _, TaskState.Deleting _ -> true;
      case TaskState.Created _, TaskState.Starting _, TaskState.Running _, TaskState.Paused _ ->
          false;
    };
  }

  /// Starts the program.
  void start() {
    if (!(state.get() instanceof TaskState.Created created)
        || !state.compareAndSet(created, created.start())) {
      throw wrongState("start");
    }
    GuestProcess process;
    try {
      process = program.start();
    } catch (RuntimeException e) {
      events.failed(e);
      neverBegan();
      throw e;
    }
    events.started(pid());
    run(process);
  }

  // Whoever wanted it started has the error; there is no end to tell of, as there was no beginning.
  private void neverBegan() {
    ExitStatus failed = new ExitStatus(ExitStatus.KILLED, Instant.now());
    if (state.get() instanceof TaskState.Starting starting) {
      state.set(starting.failed(failed));
      release();
      exited.complete(failed);
    }
  }

  private TtrpcException wrongState(String action) {
    return new TtrpcException(
        Code.FAILED_PRECONDITION, "cannot %s a process that is %s".formatted(action, statusName()));
  }

  private String statusName() {
    return state.get().status().name().toLowerCase(Locale.ROOT);
  }

  private void run(GuestProcess process) {
    if (state.get() instanceof TaskState.Starting starting) {
      state.set(starting.started(process));
    }
    deliverPendingSignal();
    var _ = process.exit().thenAcceptAsync(this::ended, VIRTUAL);
  }

  private void ended(GuestProcess.Exit exit) {
    if (exit.trap() != null) {
      streams.report(exit.trap().strip() + "\n");
    }
    ExitStatus status = new ExitStatus(ExitStatus.codeOf(exit), Instant.now());
    if (exit.kind() == Trap.Kind.MEMORY_LIMIT && !hasEnded()) {
      events.outOfMemory();
    }
    exited(status);
  }

  private void exited(ExitStatus status) {
    TaskState current = state.get();
    TaskState.Stopped stopped =
        switch (current) {
          case TaskState.Running running -> running.exited(status);
          case TaskState.Paused paused -> paused.exited(status);
          case TaskState.Created _,
              TaskState.Starting _,
              TaskState.Stopped _,
              TaskState.Deleting _ ->
              null;
        };
    if (stopped == null) {
      return;
    }
    if (state.compareAndSet(current, stopped)) {
      stop(status);
    } else {
      exited(status);
    }
  }

  // Whoever moved the state to Stopped calls this, once.
  private void stop(ExitStatus status) {
    release();
    events.exited(pid(), status);
    exited.complete(status);
  }

  private void release() {
    drained = streams.finish();
    beforeExit.run();
    program.end();
  }

  // Of an exec that never began nobody wants to hear the end.
  private void stopBeforeStart(ExitStatus killed) {
    if (events.isInit()) {
      stop(killed);
    } else {
      release();
      exited.complete(killed);
    }
  }

  /// Delivers a signal.
  ///
  /// @throws TtrpcException if it has ended
  void kill(int signal) {
    if (hasEnded()) {
      throw new TtrpcException(Code.NOT_FOUND, "process already finished");
    }
    signal(signal);
  }

  /// Delivers a signal, unless it has ended.
  void signal(int signal) {
    if (program.ignores(signal)) {
      return;
    }
    switch (state.get()) {
      case TaskState.Created created -> {
        ExitStatus killed = new ExitStatus(128 + signal, Instant.now());
        if (state.compareAndSet(created, created.killed(killed))) {
          stopBeforeStart(killed);
        } else {
          signal(signal);
        }
      }
      case TaskState.Starting _ -> signalWhenRunning(signal);
      case TaskState.Running(GuestProcess guest) -> deliver(guest, signal);
      case TaskState.Paused(GuestProcess guest) -> {
        if (signal == Signals.SIGKILL || program.keepsSignalsWhilePaused()) {
          deliver(guest, signal);
        } else {
          signalWhenRunning(signal);
        }
      }
      case TaskState.Stopped _, TaskState.Deleting _ -> {}
    }
  }

  private void deliver(GuestProcess process, int signal) {
    process.signal(signal);
    if (signal == Signals.SIGKILL) {
      giveUpLater();
    }
  }

  // A kill has to work also where the engine cannot end the guest: nobody may wait for it for ever.
  private void giveUpLater() {
    CompletableFuture.delayedExecutor(killGrace.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL)
        .execute(() -> exited(new ExitStatus(ExitStatus.KILLED, Instant.now())));
  }

  private void signalWhenRunning(int signal) {
    pendingSignal.accumulateAndGet(signal, (old, next) -> old == Signals.SIGKILL ? old : next);
    // It may have started in the meantime, and looked for a signal before this one was noted.
    if (state.get() instanceof TaskState.Running) {
      deliverPendingSignal();
    }
  }

  private void deliverPendingSignal() {
    int signal = pendingSignal.getAndSet(0);
    if (signal != 0) {
      signal(signal);
    }
  }

  /// Waits until it has ended.
  ExitStatus await() throws InterruptedException {
    try {
      return exited.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  void closeStdin() {
    streams.closeStdin();
  }

  void resize(int width, int height) {
    streams.resize(width, height);
  }

  /// Says that it is paused, while `pausing` stops it.
  void pause(Runnable pausing) {
    if (!(state.get() instanceof TaskState.Running running)) {
      throw wrongState("pause");
    }
    pausing.run();
    if (!state.compareAndSet(running, running.pause())) {
      throw wrongState("pause");
    }
  }

  /// Says that it runs again, when `resuming` lets it.
  void resume(Runnable resuming) {
    if (!(state.get() instanceof TaskState.Paused paused)) {
      throw wrongState("resume");
    }
    resuming.run();
    state.compareAndSet(paused, paused.resume());
    deliverPendingSignal();
  }

  /// Takes it away.
  ///
  /// @throws TtrpcException if it has not ended, unless it was never started
  ExitStatus delete() throws InterruptedException {
    if (state.get() instanceof TaskState.Created) {
      signal(Signals.SIGKILL);
    }
    if (!(state.get() instanceof TaskState.Stopped stopped)
        || !state.compareAndSet(stopped, stopped.delete())) {
      throw wrongState("delete");
    }
    ExitStatus status = await();
    try {
      drain();
      program.remove();
    } catch (RuntimeException | InterruptedException e) {
      // What is left can be taken away when the client asks again.
      state.set(stopped);
      throw e;
    }
    events.deleted(pid(), status);
    return status;
  }

  private void drain() throws InterruptedException {
    try {
      drained.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      streams.close();
    }
  }
}
