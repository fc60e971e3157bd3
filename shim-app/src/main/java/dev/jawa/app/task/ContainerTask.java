package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.shim.api.events.TaskCreate;
import dev.jawa.shim.api.events.TaskDelete;
import dev.jawa.shim.api.events.TaskExit;
import dev.jawa.shim.api.events.TaskIO;
import dev.jawa.shim.api.events.TaskStart;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.WasiLimits;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// One task: a container and its guest, from Create to Delete. Its state changes by
/// compare-and-set; nothing here is called under a lock, so that a question about its state is
/// always answered at once.
final class ContainerTask {

  private static final int SIGKILL = 9;

  /// What a process ignores or stops by if it does nothing about it: no reason for a guest to end.
  private static final Set<Integer> HARMLESS_SIGNALS = Set.of(17, 18, 19, 20, 21, 22, 23, 28);

  private final CreateTaskRequest request;
  private final Container container;
  private final Guest guest;
  private final GuestSettings settings;
  private final TaskEvents events;
  private final AtomicReference<TaskState> state = new AtomicReference<>(new TaskState.Created());
  private final CompletableFuture<ExitStatus> exited = new CompletableFuture<>();
  private final AtomicInteger pendingSignal = new AtomicInteger();

  ContainerTask(
      CreateTaskRequest request,
      Container container,
      Guest guest,
      GuestSettings settings,
      TaskEvents events) {
    this.request = request;
    this.container = container;
    this.guest = guest;
    this.settings = settings;
    this.events = events;
  }

  CreateTaskRequest request() {
    return request;
  }

  int pid() {
    return (int) container.holder().pid();
  }

  TaskState state() {
    return state.get();
  }

  /// Says that it was created, and keeps an eye on its holder from now on.
  void announce() {
    events.publish(
        "/tasks/create",
        TaskCreate.newBuilder()
            .setContainerId(request.getId())
            .setBundle(request.getBundle())
            .addAllRootfs(request.getRootfsList())
            .setIo(
                TaskIO.newBuilder()
                    .setStdin(request.getStdin())
                    .setStdout(request.getStdout())
                    .setStderr(request.getStderr())
                    .setTerminal(request.getTerminal()))
            .setPid(pid())
            .build());
    var _ = container.holder().ended().thenRun(() -> signal(SIGKILL));
  }

  /// Starts the guest.
  void start() {
    if (!(state.get() instanceof TaskState.Created created)
        || !state.compareAndSet(created, created.start())) {
      throw new TtrpcException(
          Code.FAILED_PRECONDITION, "cannot start a task that is " + statusName());
    }
    try {
      container.holder().start();
      GuestProcess process = startGuest();
      events.publish(
          "/tasks/start",
          TaskStart.newBuilder().setContainerId(request.getId()).setPid(pid()).build());
      run(process);
    } catch (RuntimeException e) {
      ExitStatus failed = new ExitStatus(ExitStatus.KILLED, Instant.now());
      if (state.get() instanceof TaskState.Starting starting) {
        state.set(starting.failed(failed));
        stop(failed);
      }
      throw e;
    }
  }

  private void run(GuestProcess process) {
    if (state.get() instanceof TaskState.Starting starting) {
      state.set(starting.started(process));
    }
    deliverPendingSignal();
    var _ =
        process
            .exit()
            .thenAcceptAsync(this::guestEnded, command -> Thread.ofVirtual().start(command));
  }

  private GuestProcess startGuest() {
    Directory root = container.openRoot();
    try {
      return guest.start(guestSpec(root));
    } catch (RuntimeException e) {
      root.close();
      throw e;
    }
  }

  private GuestSpec guestSpec(Directory root) {
    return new GuestSpec(
        GuestFile.of(container.spec()).function(),
        container.spec().args(),
        settings.guestEnvironment(),
        container.spec().cwd(),
        container.stdio().forGuest(),
        List.of(new Preopen("/", root)),
        container.network(),
        // As runwasi has it: the network of a command is its namespace, a handler has only HTTP.
        guest.kind() == GuestKind.HTTP ? SocketPolicy.DENIED : SocketPolicy.ALLOWED,
        settings.limits(),
        WasiLimits.DEFAULT,
        GuestSpec.OutgoingHttp.ALLOWED,
        settings.timeout(),
        settings.http());
  }

  private void guestEnded(GuestProcess.Exit exit) {
    if (exit.trap() != null) {
      container.stdio().report(exit.trap().strip() + "\n");
    }
    if (state.get() instanceof TaskState.Running running) {
      exited(running, new ExitStatus(ExitStatus.codeOf(exit), Instant.now()));
    }
  }

  private void exited(TaskState.Running running, ExitStatus status) {
    if (state.compareAndSet(running, running.exited(status))) {
      stop(status);
    }
  }

  // Whoever moved the state to Stopped calls this, once.
  private void stop(ExitStatus status) {
    container.end();
    events.publish(
        "/tasks/exit",
        TaskExit.newBuilder()
            .setContainerId(request.getId())
            .setId(request.getId())
            .setPid(pid())
            .setExitStatus(status.code())
            .setExitedAt(TaskEvents.timestamp(status.at()))
            .build());
    exited.complete(status);
  }

  /// Delivers a signal.
  ///
  /// @throws TtrpcException if it has ended
  void kill(int signal) {
    if (state.get() instanceof TaskState.Stopped || state.get() instanceof TaskState.Deleting) {
      throw new TtrpcException(Code.NOT_FOUND, "process already finished");
    }
    signal(signal);
  }

  private void signal(int signal) {
    if (signal == 0 || HARMLESS_SIGNALS.contains(signal)) {
      return;
    }
    switch (state.get()) {
      case TaskState.Created created -> {
        ExitStatus killed = new ExitStatus(128 + signal, Instant.now());
        if (state.compareAndSet(created, created.killed(killed))) {
          stop(killed);
        } else {
          signal(signal);
        }
      }
      case TaskState.Starting _ -> signalWhenRunning(signal);
      case TaskState.Running running -> {
        running.guest().signal(signal);
        if (signal == SIGKILL) {
          giveUpLater(running);
        }
      }
      case TaskState.Stopped _, TaskState.Deleting _ -> {}
    }
  }

  // A kill has to work also where the engine cannot end the guest: nobody may wait for it for ever.
  private void giveUpLater(TaskState.Running running) {
    CompletableFuture.delayedExecutor(
            settings.killGrace().toMillis(),
            TimeUnit.MILLISECONDS,
            command -> Thread.ofVirtual().start(command))
        .execute(() -> exited(running, new ExitStatus(ExitStatus.KILLED, Instant.now())));
  }

  private void signalWhenRunning(int signal) {
    pendingSignal.accumulateAndGet(signal, (old, next) -> old == SIGKILL ? old : next);
    // It may have started in the meantime, and looked for a signal before this one was noted.
    if (state.get() instanceof TaskState.Running running) {
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
    container.stdio().closeStdin();
  }

  /// Takes it away.
  ///
  /// @throws TtrpcException if it has not ended, unless it was never started
  ExitStatus delete() throws InterruptedException {
    if (state.get() instanceof TaskState.Created) {
      signal(SIGKILL);
    }
    if (!(state.get() instanceof TaskState.Stopped stopped)
        || !state.compareAndSet(stopped, stopped.delete())) {
      throw new TtrpcException(
          Code.FAILED_PRECONDITION, "cannot delete a task that is " + statusName());
    }
    ExitStatus status = await();
    try {
      container.remove();
    } finally {
      events.publish(
          "/tasks/delete",
          TaskDelete.newBuilder()
              .setContainerId(request.getId())
              .setId(request.getId())
              .setPid(pid())
              .setExitStatus(status.code())
              .setExitedAt(TaskEvents.timestamp(status.at()))
              .build());
    }
    return status;
  }

  private String statusName() {
    return state.get().status().name().toLowerCase(java.util.Locale.ROOT);
  }
}
