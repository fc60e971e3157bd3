package dev.jawa.app.task;

import dev.jawa.app.oci.BundleLog;
import dev.jawa.app.oci.LinuxResources;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.shim.api.events.TaskCreate;
import dev.jawa.shim.api.events.TaskExecAdded;
import dev.jawa.shim.api.events.TaskIO;
import dev.jawa.shim.api.events.TaskPaused;
import dev.jawa.shim.api.events.TaskResumed;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/// One task, from Create to Delete: a container, its own process and those that Exec added.
final class ContainerTask {

  private final CreateTaskRequest request;
  private final Container container;
  private final TaskEvents events;
  private final BundleLog log;
  private final TaskProcess init;
  private final Map<String, TaskProcess> execs = new ConcurrentHashMap<>();

  /// @param init makes the container's own process: with its events, and what to run before the
  ///   news of its end
  ContainerTask(
      CreateTaskRequest request,
      Container container,
      TaskEvents events,
      BundleLog log,
      BiFunction<ProcessEvents, Runnable, TaskProcess> init) {
    this.request = request;
    this.container = container;
    this.events = events;
    this.log = log;
    this.init = init.apply(new ProcessEvents(events, log, request.getId(), ""), this::endExecs);
  }

  CreateTaskRequest request() {
    return request;
  }

  String id() {
    return request.getId();
  }

  Container container() {
    return container;
  }

  TaskProcess init() {
    return init;
  }

  int pid() {
    return init.pid();
  }

  /// Says that it was created, and keeps an eye on its holder from now on.
  void announce() {
    StdioRequest stdio = init.request();
    events.publish(
        "/tasks/create",
        TaskCreate.newBuilder()
            .setContainerId(id())
            .setBundle(request.getBundle())
            .addAllRootfs(request.getRootfsList())
            .setIo(
                TaskIO.newBuilder()
                    .setStdin(stdio.stdin())
                    .setStdout(stdio.stdout())
                    .setStderr(stdio.stderr())
                    .setTerminal(stdio.terminal()))
            .setPid(pid())
            .build());
    var _ = container.holder().ended().thenRun(() -> init.signal(Signals.SIGKILL));
  }

  /// A process of it.
  ///
  /// @param execId empty for the container's own
  /// @throws TtrpcException if there is none
  TaskProcess process(String execId) {
    if (execId.isEmpty()) {
      return init;
    }
    TaskProcess process = execs.get(execId);
    if (process == null) {
      throw new TtrpcException(Code.NOT_FOUND, "process " + execId + " not found in task " + id());
    }
    return process;
  }

  /// Makes a further process; Start starts it.
  interface ExecFactory {
    TaskProcess make(ProcessEvents events);
  }

  /// Adds a process.
  ///
  /// @throws TtrpcException if there is one of this id, or the container's own does not run
  void addExec(String execId, ExecFactory factory) {
    if (execId.isEmpty() || execId.contains("/")) {
      throw new TtrpcException(Code.INVALID_ARGUMENT, "'" + execId + "' is no name of a process");
    }
    if (execs.containsKey(execId)) {
      throw new TtrpcException(Code.ALREADY_EXISTS, "process " + execId + " exists already");
    }
    if (init.hasEnded() || init.state() instanceof TaskState.Paused) {
      throw notRunning();
    }
    TaskProcess process = factory.make(new ProcessEvents(events, log, id(), execId));
    if (execs.putIfAbsent(execId, process) != null) {
      process.signal(Signals.SIGKILL);
      throw new TtrpcException(Code.ALREADY_EXISTS, "process " + execId + " exists already");
    }
    if (init.hasEnded()) {
      // Those that were there have been ended by now; whether this one was among them nobody knows.
      process.signal(Signals.SIGKILL);
      execs.remove(execId, process);
      throw notRunning();
    }
    events.publish(
        "/tasks/exec-added",
        TaskExecAdded.newBuilder().setContainerId(id()).setExecId(execId).build());
  }

  private static TtrpcException notRunning() {
    return new TtrpcException(
        Code.FAILED_PRECONDITION, "cannot execute in a task that does not run");
  }

  // The news of the container's own end is the last of all.
  private void endExecs() {
    for (TaskProcess exec : execs.values()) {
      exec.signal(Signals.SIGKILL);
      try {
        if (!(exec.state() instanceof TaskState.Created)) {
          exec.await();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  Map<String, TaskProcess> execs() {
    return Map.copyOf(execs);
  }

  /// Delivers a signal to a process.
  void kill(String execId, int signal) {
    TaskProcess process = process(execId);
    process.kill(signal);
    // What is frozen would not notice.
    if (signal == Signals.SIGKILL && process.state() instanceof TaskState.Paused) {
      container.resources().resume();
      container.holder().resume();
    }
  }

  /// The numbers of its processes, with the exec id of those that Exec added.
  ///
  /// @param cgroups knows all, whoever started them
  Map<Integer, String> pids(CgroupStats cgroups) {
    Map<Integer, String> pids = new TreeMap<>();
    cgroups.pids(pid()).forEach(pid -> pids.put(pid, ""));
    execs.values().stream()
        .filter(exec -> pids.containsKey(exec.pid()))
        .forEach(exec -> pids.put(exec.pid(), exec.execId()));
    pids.put(pid(), "");
    return pids;
  }

  /// Changes its limits.
  ///
  /// @param resources `linux.resources` as JSON
  void update(String resources) {
    if (init.hasEnded()) {
      throw new TtrpcException(Code.FAILED_PRECONDITION, "cannot update a task that has ended");
    }
    LinuxResources limits = LinuxResources.parse(resources);
    container.holder().update(resources);
    container.resources().apply(limits);
  }

  /// Stops its guests at their next safepoint, and its native processes where they are.
  void pause() {
    init.pause(() -> {
      container.holder().pause();
      container.resources().pause();
    });
    events.publish("/tasks/paused", TaskPaused.newBuilder().setContainerId(id()).build());
  }

  void resume() {
    init.resume(() -> {
      container.holder().resume();
      container.resources().resume();
    });
    events.publish("/tasks/resumed", TaskResumed.newBuilder().setContainerId(id()).build());
  }

  /// Takes a further process away.
  ExitStatus deleteExec(TaskProcess exec) throws InterruptedException {
    ExitStatus status = exec.delete();
    execs.remove(exec.execId(), exec);
    return status;
  }

  /// Takes it away with all its processes.
  ExitStatus delete() throws InterruptedException {
    ExitStatus status = init.delete();
    for (TaskProcess exec : execs.values()) {
      deleteExec(exec);
    }
    return status;
  }
}
