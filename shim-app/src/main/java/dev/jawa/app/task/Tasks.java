package dev.jawa.app.task;

import dev.jawa.app.config.ContainerNumbers;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.BundleLog;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.app.trace.Span;
import dev.jawa.http.ProxyMetrics;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.api.task.ExecProcessRequest;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tasks of a daemon, by id.
public final class Tasks {

  private final ContainerHost host;
  private final Guests guests;
  private final Execs execs;
  private final TaskEvents events;
  private final Map<String, ContainerTask> tasks = new ConcurrentHashMap<>();
  private final Set<String> beingCreated = ConcurrentHashMap.newKeySet();

  /// @param configuration the installation's settings by name
  /// @param defaultEngine the engine of a container that asks for none
  public Tasks(
      ContainerHost host,
      GuestLoader loader,
      TaskEvents events,
      Function<String, @Nullable String> configuration,
      String defaultEngine) {
    this.host = host;
    this.guests = new Guests(loader, configuration, defaultEngine, host.images());
    this.execs = new Execs(host, guests);
    this.events = events;
  }

  /// Whether there is none, and none is being made. Whoever asks looks for leases before: a task
  /// that comes is here before its [Lease] is gone.
  public boolean isEmpty() {
    // In this order: who is no longer being made is a task already.
    return beingCreated.isEmpty() && tasks.isEmpty();
  }

  /// @param caller the traceparent of whoever wants it, or empty
  ContainerTask create(CreateTaskRequest request, String caller) {
    try (CreateSpans spans = CreateSpans.begin(host, request.getId(), caller)) {
      return spans.told(span -> create(request, span));
    }
  }

  private ContainerTask create(CreateTaskRequest request, Span span) {
    String id = request.getId();
    if (!beingCreated.add(id)) {
      throw new TtrpcException(Code.ALREADY_EXISTS, "task " + id + " is being created");
    }
    Lease.of(host, id).redeem();
    BundleLog log = new BundleLog(new Bundle(Path.of(request.getBundle())), id, host.poller());
    try {
      if (tasks.containsKey(id)) {
        throw new TtrpcException(Code.ALREADY_EXISTS, "task " + id + " exists already");
      }
      ContainerTask task = make(request, log, span);
      tasks.put(id, task);
      task.announce();
      log.info(
          "created, %s in process %d"
              .formatted(
                  switch (task.container().kind()) {
                    case NATIVE -> "a native program";
                    case GUEST -> "a guest";
                    case CONTAINED_GUEST -> "a guest in a JVM of its own";
                  },
                  task.pid()));
      return task;
    } catch (GuestException | OciException e) {
      log.error("could not be created: " + e.getMessage());
      throw e;
    } finally {
      beingCreated.remove(id);
    }
  }

  private ContainerTask make(CreateTaskRequest request, BundleLog log, Span span) {
    StdioRequest stdio =
        new StdioRequest(
            request.getStdin(), request.getStdout(), request.getStderr(), request.getTerminal());
    Container.Made made = Container.create(request, stdio, host, guests, span);
    Container container = made.container();
    ProcessStreams streams = made.streams();
    try {
      GuestSettings settings = guests.settings(container.spec());
      Program program = program(container, settings, streams);
      return new ContainerTask(
          request,
          container,
          events,
          log,
          (process, beforeExit) ->
              new TaskProcess(stdio, streams, program, process, settings.killGrace(), beforeExit));
    } catch (RuntimeException e) {
      streams.close();
      container.end();
      container.remove();
      throw e;
    }
  }

  private Program program(Container container, GuestSettings settings, ProcessStreams streams) {
    return switch (container.kind()) {
      case NATIVE, CONTAINED_GUEST -> new NativeProgram(container, streams);
      case GUEST ->
          new GuestProgram(
              container,
              container.spec(),
              guests.load(container, container.spec(), settings),
              settings,
              streams,
              GuestProgram.Part.INIT);
    };
  }

  void exec(ExecProcessRequest request) {
    execs.add(get(request.getId()), request);
  }

  /// @throws TtrpcException if there is none of this id
  ContainerTask get(String id) {
    ContainerTask task = tasks.get(id);
    if (task == null) {
      throw new TtrpcException(Code.NOT_FOUND, "task " + id + " not found");
    }
    return task;
  }

  Collection<ContainerTask> all() {
    return List.copyOf(tasks.values());
  }

  ExitStatus delete(ContainerTask task) throws InterruptedException {
    ExitStatus status = task.delete();
    tasks.remove(task.request().getId(), task);
    return status;
  }

  /// What each container has taken and done by now.
  public List<ContainerNumbers> numbers() {
    return tasks.values().stream().map(this::numbers).toList();
  }

  private ContainerNumbers numbers(ContainerTask task) {
    GuestUsage usage = task.container().resources().usage();
    ProxyMetrics http =
        switch (task.init().state()) {
          case TaskState.Running(GuestProcess guest) -> guest.metrics();
          case TaskState.Paused(GuestProcess guest) -> guest.metrics();
          case TaskState.Created _,
              TaskState.Starting _,
              TaskState.Stopped _,
              TaskState.Deleting _ ->
              null;
        };
    return new ContainerNumbers(
        host.namespace(),
        task.id(),
        usage.cpuNanos(),
        usage.memory(),
        usage.memoryPeak(),
        usage.refusedGrowths(),
        http);
  }

  /// Takes away the tasks whose container was removed behind our back, by the script after
  /// containerd lost them.
  public void forgetRemoved() {
    for (ContainerTask task : tasks.values()) {
      if (task.init().state() instanceof TaskState.Stopped
          && !Files.exists(host.tasks().resolve(task.request().getId()))) {
        destroy(task);
      }
    }
  }

  /// Ends all tasks and takes them away, as far as that goes.
  public void destroyAll() {
    tasks.values().parallelStream().forEach(this::destroy);
  }

  private void destroy(ContainerTask task) {
    try {
      task.init().signal(Signals.SIGKILL);
      task.init().await();
      delete(task);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TtrpcException | OciException _) {
      // It went by itself, or what is left of it does not go.
    }
  }
}
