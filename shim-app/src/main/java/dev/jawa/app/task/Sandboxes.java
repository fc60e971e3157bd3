package dev.jawa.app.task;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.Bundle;
import dev.jawa.app.oci.OciException;
import dev.jawa.app.oci.PodFolder;
import dev.jawa.app.oci.PodFolders;
import dev.jawa.app.oci.PodSpec;
import dev.jawa.shim.api.cri.PodSandboxConfig;
import dev.jawa.shim.api.sandbox.CreateSandboxRequest;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The pods that containerd leaves to the shim. Each is a task like any other, of a program that
/// only waits and holds the pod's namespaces: so it is found again after a restart of containerd,
/// counted, and cleaned up as containers are.
final class Sandboxes {

  private static final String ISOLATION = GuestSettings.ANNOTATION + "isolation";

  private final Tasks tasks;
  private final ContainerHost host;
  private final Map<String, Sandbox> sandboxes = new ConcurrentHashMap<>();

  Sandboxes(Tasks tasks, ContainerHost host) {
    this.tasks = tasks;
    this.host = host;
  }

  /// A pod.
  ///
  /// @param hasCgroup whether its containers have a cgroup around them
  record Sandbox(ContainerTask task, Instant createdAt, boolean hasCgroup) {}

  /// @throws TtrpcException if there is none of this id
  Sandbox get(String id) {
    Sandbox sandbox = sandboxes.get(id);
    if (sandbox == null) {
      throw new TtrpcException(Code.NOT_FOUND, "sandbox " + id + " not found");
    }
    return sandbox;
  }

  /// Makes what holds the pod's namespaces, without starting it.
  void create(CreateSandboxRequest request) {
    String id = request.getSandboxId();
    if (sandboxes.containsKey(id)) {
      throw new TtrpcException(Code.ALREADY_EXISTS, "sandbox " + id + " exists already");
    }
    PodSandboxConfig config = config(request.getOptions());
    refuseIsolation(config);
    PodSpec spec = new PodSpec(config);
    Bundle bundle = new Bundle(Path.of(request.getBundlePath()));
    write(bundle.config(), spec.json(host.namespace(), id, request.getNetnsPath()));
    host.pods().add(id, PodFolder.make(bundle.rootfs("rootfs"), config, spec));
    try {
      CreateTaskRequest wanted =
          CreateTaskRequest.newBuilder().setId(id).setBundle(request.getBundlePath()).build();
      ContainerTask task = tasks.create(wanted, "");
      boolean hasCgroup = !config.getLinux().getCgroupParent().isEmpty();
      sandboxes.put(id, new Sandbox(task, Instant.now(), hasCgroup));
    } catch (RuntimeException e) {
      host.pods().remove(id);
      throw e;
    }
  }

  // What else containerd or its users put there says nothing about namespaces.
  private static PodSandboxConfig config(Any options) {
    if (!options.getTypeUrl().endsWith(PodSandboxConfig.getDescriptor().getFullName())) {
      return PodSandboxConfig.getDefaultInstance();
    }
    try {
      return PodSandboxConfig.parseFrom(options.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new TtrpcException(
          Code.INVALID_ARGUMENT, "the pod's configuration does not parse: " + e.getMessage(), e);
    }
  }

  /// The daemon was chosen before containerd told anything of the pod.
  private void refuseIsolation(PodSandboxConfig config) {
    if (host.serves() == Serves.NAMESPACE
        && "pod".equals(config.getAnnotationsMap().get(ISOLATION))) {
      throw new GuestException(
          ISOLATION
              + ": pod needs sandboxer = \"podsandbox\" in containerd's configuration of this"
              + " runtime; with \"shim\" there is shared and container");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new OciException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /// Ends it, unless it has ended. It only waits, so there is nothing to ask it for first.
  void stop(Sandbox sandbox) throws InterruptedException {
    TaskProcess process = sandbox.task().init();
    process.signal(Signals.SIGKILL);
    var _ = process.await();
  }

  /// Takes it away; as often as containerd likes.
  void shutdown(String id) throws InterruptedException {
    Sandbox sandbox = sandboxes.get(id);
    if (sandbox == null) {
      return;
    }
    stop(sandbox);
    var _ = tasks.delete(sandbox.task());
    // Not before: what could not be taken away can be when containerd asks again.
    sandboxes.remove(id, sandbox);
    host.pods().remove(id);
  }

  /// What the pod takes, with all guests in it.
  Any metrics(Sandbox sandbox) {
    String id = sandbox.task().id();
    GuestUsage guests =
        tasks.all().stream()
            .filter(task -> PodFolders.isIn(id, task.container().spec()))
            .map(task -> task.container().resources().usage())
            .reduce(GuestUsage.NONE, GuestUsage::plus);
    CgroupStats stats = CgroupStats.ofThisMachine();
    return (sandbox.hasCgroup() ? stats.ofPods() : stats).of(sandbox.task().pid(), guests);
  }
}
