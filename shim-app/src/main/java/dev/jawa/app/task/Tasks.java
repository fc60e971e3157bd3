package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.wasi.ctx.Directory;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The tasks of a daemon, by id.
public final class Tasks {

  private static final long MAX_MODULE_SIZE = 1L << 30;

  private final ContainerHost host;
  private final GuestLoader loader;
  private final TaskEvents events;
  private final Function<String, @Nullable String> configuration;
  private final String defaultEngine;
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
    this.loader = loader;
    this.events = events;
    this.configuration = configuration;
    this.defaultEngine = defaultEngine;
  }

  /// Whether there is none, and none is being made.
  public boolean isEmpty() {
    return tasks.isEmpty() && beingCreated.isEmpty();
  }

  ContainerTask create(CreateTaskRequest request) {
    String id = request.getId();
    if (!beingCreated.add(id)) {
      throw new TtrpcException(Code.ALREADY_EXISTS, "task " + id + " is being created");
    }
    try {
      if (tasks.containsKey(id)) {
        throw new TtrpcException(Code.ALREADY_EXISTS, "task " + id + " exists already");
      }
      ContainerTask task = make(request);
      tasks.put(id, task);
      task.announce();
      return task;
    } finally {
      beingCreated.remove(id);
    }
  }

  private ContainerTask make(CreateTaskRequest request) {
    Container container = Container.create(request, host);
    try {
      GuestSettings settings =
          new GuestSettings(
              container.spec().annotations(), container.spec().environment(), configuration);
      return new ContainerTask(request, container, load(container, settings), settings, events);
    } catch (RuntimeException e) {
      container.end();
      container.remove();
      throw e;
    }
  }

  private Guest load(Container container, GuestSettings settings) {
    // Told now rather than when the task starts.
    settings.http();
    settings.limits();
    settings.timeout();
    GuestFile file = GuestFile.of(container.spec());
    byte[] wasm;
    try (Directory root = container.openRoot()) {
      wasm = file.read(root, container.spec(), settings.maxModuleSize(MAX_MODULE_SIZE));
    }
    return loader.load(settings.engine(defaultEngine), file.path(), wasm);
  }

  /// @throws TtrpcException if there is none of this id
  ContainerTask get(String id) {
    ContainerTask task = tasks.get(id);
    if (task == null) {
      throw new TtrpcException(Code.NOT_FOUND, "task " + id + " not found");
    }
    return task;
  }

  ExitStatus delete(ContainerTask task) throws InterruptedException {
    ExitStatus status = task.delete();
    tasks.remove(task.request().getId(), task);
    return status;
  }

  /// Takes away the tasks whose container was removed behind our back, by the script after
  /// containerd lost them.
  public void forgetRemoved() {
    for (ContainerTask task : tasks.values()) {
      if (task.state() instanceof TaskState.Stopped
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
      if (!(task.state() instanceof TaskState.Stopped)) {
        task.kill(9);
      }
      task.await();
      delete(task);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (TtrpcException _) {
      // It went by itself.
    }
  }
}
