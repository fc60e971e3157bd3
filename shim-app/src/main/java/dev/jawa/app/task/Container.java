package dev.jawa.app.task;

import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.RootfsMounts;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.oci.StdioPipes;
import dev.jawa.app.sys.NetnsPlace;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Everything of a container but the guest: its mounts, its holder, its streams, its network.
final class Container {

  private static final Duration END_OF_HOLDER = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final RuntimeSpec spec;
  private final Path rootfs;
  private final Holder holder;
  private final StdioPipes stdio;
  private final NetworkPlace network;
  private CompletableFuture<Void> drained = new CompletableFuture<>();

  private Container(
      RuntimeSpec spec, Path rootfs, Holder holder, StdioPipes stdio, NetworkPlace network) {
    this.spec = spec;
    this.rootfs = rootfs;
    this.holder = holder;
    this.stdio = stdio;
    this.network = network;
  }

  /// Makes it.
  ///
  /// @throws OciException if that fails; nothing is left behind
  static Container create(CreateTaskRequest request, ContainerHost host) {
    if (request.getTerminal()) {
      throw new OciException("a terminal is not supported, run it without -t");
    }
    Bundle bundle = new Bundle(Path.of(request.getBundle()));
    RuntimeSpec spec = RuntimeSpec.read(bundle);
    Path rootfs = bundle.rootfs(spec.rootPath());
    Deque<Runnable> undo = new ArrayDeque<>();
    try {
      if (request.getRootfsCount() > 0) {
        RootfsMounts.mount(request.getRootfsList(), rootfs);
        undo.push(() -> RootfsMounts.unmount(rootfs));
      }
      Holder holder =
          Holder.create(request.getId(), spec, rootfs, host.tasks(), host.runc(), host.poller());
      undo.push(holder::delete);
      StdioPipes stdio =
          StdioPipes.open(
              request.getStdin(), request.getStdout(), request.getStderr(), host.poller());
      undo.push(stdio::close);
      return new Container(spec, rootfs, holder, stdio, networkOf(holder.pid()));
    } catch (RuntimeException e) {
      undo.forEach(Runnable::run);
      throw e;
    }
  }

  private static NetworkPlace networkOf(long pid) {
    try {
      return NetnsPlace.isHere(pid) ? NetworkPlace.HERE : NetnsPlace.of(pid);
    } catch (IOException e) {
      throw new OciException("cannot reach the container's network: " + e.getMessage(), e);
    }
  }

  RuntimeSpec spec() {
    return spec;
  }

  Holder holder() {
    return holder;
  }

  StdioPipes stdio() {
    return stdio;
  }

  NetworkPlace network() {
    return network;
  }

  /// Opens the root of the container's file system with all its mounts; belongs to the caller.
  Directory openRoot() {
    try {
      RuntimeSpec.User user = spec.user();
      return LinuxDirectory.ofRoot(
          Path.of("/proc/" + holder.pid() + "/root"),
          DirectoryOptions.of(Access.READ_WRITE)
              .withIdentity(new FileIdentity(user.uid(), user.gid(), user.additionalGids())));
    } catch (IOException e) {
      throw new OciException("cannot open the container's files: " + e.getMessage(), e);
    }
  }

  /// Ends the holder and takes no more output, after the guest has ended. The streams are still
  /// being written.
  void end() {
    drained = stdio.finish();
    holder.kill();
    await(holder.ended(), END_OF_HOLDER);
  }

  /// Takes everything away, after [#end].
  void remove() {
    if (!await(drained, DRAIN)) {
      stdio.close();
    }
    if (network instanceof NetnsPlace place) {
      place.close();
    }
    try {
      holder.delete();
    } finally {
      RootfsMounts.unmount(rootfs);
    }
  }

  private static boolean await(Future<?> future, Duration patience) {
    try {
      future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
