package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.RootfsMounts;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.app.sys.NetnsPlace;
import dev.jawa.app.trace.Span;
import dev.jawa.app.trace.Traces;
import dev.jawa.http.names.ContainerNames;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.DirectoryOptions;
import dev.jawa.wasi.sys.FileIdentity;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Everything of a container but its processes: its mounts, its holder, its network.
final class Container {

  /// Of `/etc/hosts` and its like, in bytes.
  private static final int MOST_SYSTEM_FILE = 1 << 20;

  private static final Duration END_OF_HOLDER = Duration.ofSeconds(5);

  /// What the container was made to run.
  enum Kind {
    GUEST,
    /// A guest in a JVM of the container's own.
    CONTAINED_GUEST,
    NATIVE
  }

  private final String id;
  private final RuntimeSpec spec;
  private final Kind kind;

  /// What was mounted for it, and is not somebody else's to unmount; else `null`.
  private final @Nullable Path mounted;

  private final Holder holder;
  private final GuestResources resources;
  private final Traces traces;
  private final ReentrantLock lock = new ReentrantLock();

  /// Made when the first guest needs it: a native container mostly has none.
  private @Nullable NetworkPlace network;

  private @Nullable ContainerNames names;

  private Container(
      String id,
      RuntimeSpec spec,
      Kind kind,
      @Nullable Path mounted,
      Holder holder,
      GuestResources resources,
      Traces traces) {
    this.id = id;
    this.spec = spec;
    this.kind = kind;
    this.mounted = mounted;
    this.holder = holder;
    this.resources = resources;
    this.traces = traces;
  }

  /// Read as a guest would: no link leads out of the container.
  private @Nullable String systemFile(String path) {
    try (Directory root = openRoot(spec.user())) {
      return ContainerFile.text(root, path, MOST_SYSTEM_FILE);
    } catch (OciException e) {
      return null;
    }
  }

  /// A container with the streams of its own process.
  record Made(Container container, ProcessStreams streams) {}

  /// Makes it.
  ///
  /// @param making the span that it is part of
  /// @throws OciException if that fails; nothing is left behind
  static Made create(
      CreateTaskRequest request,
      StdioRequest stdio,
      ContainerHost host,
      Guests guests,
      Span making) {
    Bundle bundle = new Bundle(Path.of(request.getBundle()));
    RuntimeSpec spec = host.pods().dress(RuntimeSpec.read(bundle));
    Path rootfs = bundle.rootfs(spec.rootPath());
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      if (request.getRootfsCount() > 0) {
        RootfsMounts.mount(request.getRootfsList(), rootfs);
        undo.push(() -> RootfsMounts.unmount(rootfs));
      }
      ProcessStreams streams =
          ProcessStreams.open(stdio, request.getId(), host.namespace(), host.poller());
      undo.push(streams::close);
      Kind kind = kind(spec, rootfs, guests, host.serves());
      Holder.Plan plan =
          new Holder.Plan(request.getId(), spec, rootfs, host.tasks(), host.runc(), host.orphans());
      Holder holder =
          switch (kind) {
            case GUEST -> Holder.forGuest(plan);
            case CONTAINED_GUEST ->
                Holder.forJvm(plan, guests.contained(host.jvm(), plan.id(), spec), streams);
            case NATIVE -> Holder.forProgram(plan, streams);
          };
      undo.push(holder::delete);
      GuestResources resources =
          new GuestResources(
              request.getId(), spec.resources(), host.quotas(), host.turns(), host.idle());
      undo.push(resources::close);
      Path mounted = request.getRootfsCount() > 0 ? rootfs : null;
      Traces traces = new Traces(host.tracing(), making.traceparent());
      Container container =
          new Container(request.getId(), spec, kind, mounted, holder, resources, traces);
      if (kind == Kind.GUEST) {
        var _ = container.sockets();
      }
      return new Made(container, streams);
    } catch (RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private static Kind kind(RuntimeSpec spec, Path rootfs, Guests guests, Serves serves) {
    if (NativeFile.isProgram(spec, rootfs)) {
      return Kind.NATIVE;
    }
    return switch (guests.settings(spec).isolation()) {
      case SHARED -> Kind.GUEST;
      case POD ->
          switch (serves) {
            case POD -> Kind.GUEST;
            case NAMESPACE ->
                throw new GuestException(
                    "isolation pod is for the pod to say (its annotation jawa.dev/isolation, with"
                        + " sandboxer = \"podsandbox\"): this container is made where its pod is");
          };
      case CONTAINER -> Kind.CONTAINED_GUEST;
    };
  }

  private static NetworkPlace networkOf(long pid) {
    try {
      return NetnsPlace.isHere(pid) ? NetworkPlace.HERE : NetnsPlace.of(pid);
    } catch (IOException e) {
      throw new OciException("cannot reach the container's network: " + e.getMessage(), e);
    }
  }

  String id() {
    return id;
  }

  RuntimeSpec spec() {
    return spec;
  }

  Kind kind() {
    return kind;
  }

  Holder holder() {
    return holder;
  }

  /// How what its guests do is traced.
  Traces traces() {
    return traces;
  }

  /// What its guests take, and may.
  GuestResources resources() {
    return resources;
  }

  /// Whether it has a network of its own.
  boolean hasOwnNetwork() {
    return sockets() != NetworkPlace.HERE;
  }

  private NetworkPlace sockets() {
    lock.lock();
    try {
      NetworkPlace known = network;
      if (known == null) {
        known = networkOf(holder.pid());
        network = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// Where its guests' sockets live and names are looked up.
  NetworkPlace network() {
    lock.lock();
    try {
      ContainerNames known = names;
      if (known == null) {
        known = new ContainerNames(sockets(), this::systemFile);
        names = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /// Opens the root of the container's file system with all its mounts; belongs to the caller.
  ///
  /// @param user as whom files are opened and made
  Directory openRoot(RuntimeSpec.User user) {
    return openRoot(user, DirectoryOptions.DEFAULT_OPEN_FILES);
  }

  /// As [#openRoot(RuntimeSpec.User)].
  ///
  /// @param openFiles how many files may be open at a time below it
  Directory openRoot(RuntimeSpec.User user, int openFiles) {
    try {
      return LinuxDirectory.ofRoot(
          Path.of("/proc/" + holder.pid() + "/root"),
          DirectoryOptions.of(Access.READ_WRITE)
              .withOpenFiles(openFiles)
              .withIdentity(
                  new FileIdentity(user.uid(), user.gid(), user.additionalGids(), user.umask())));
    } catch (IOException e) {
      throw new OciException("cannot open the container's files: " + e.getMessage(), e);
    }
  }

  /// Ends the holder, after the container's own process has ended.
  void end() {
    holder.kill();
    try {
      holder.ended().get(END_OF_HOLDER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException _) {
      // It hangs in the kernel; what can be taken away is.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes everything away, after [#end].
  void remove() {
    resources.close();
    ContainerNames opened = names;
    if (opened != null) {
      opened.close();
    }
    if (network instanceof NetnsPlace place) {
      place.close();
    }
    try {
      holder.delete();
    } finally {
      // Docker mounts the root file system itself, and counts on its staying when the task goes.
      if (mounted != null) {
        RootfsMounts.unmount(mounted);
      }
    }
  }
}
