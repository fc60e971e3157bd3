package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.jawa.it.Cri.Message;
import dev.jawa.shim.ttrpc.TtrpcException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Does to pods what kubelet does, by the same calls of the CRI. They are run by the handler
/// `jawa`.
final class Kubelet implements AutoCloseable {

  static final int RUNNING = 1;
  static final int EXITED = 2;

  private final Cri cri;
  private final String logs;
  private final Map<String, String> annotations;

  /// @param logs the folder of containers' logs, as containerd sees it
  /// @param annotations of all pods
  Kubelet(Path socket, String logs, Map<String, String> annotations) {
    this.cri = new Cri(socket);
    this.logs = logs;
    this.annotations = annotations;
  }

  /// One where containerd has only now been started.
  static Kubelet whenReady(Path socket, String logs, Map<String, String> annotations)
      throws InterruptedException {
    Kubelet kubelet = new Kubelet(socket, logs, annotations);
    eventually("the CRI is ready", kubelet::networkReady);
    return kubelet;
  }

  /// A container of a pod.
  ///
  /// @param address where an HTTP guest listens, empty for others
  record Wanted(String name, String image, List<String> command, String address) {}

  private boolean networkReady() {
    try {
      UnknownFieldSet status = Cri.message(cri.call("Status", Message.of()), 1);
      for (ByteString bytes : status.getField(1).getLengthDelimitedList()) {
        UnknownFieldSet condition = UnknownFieldSet.parseFrom(bytes);
        if (Cri.text(condition, 1).equals("NetworkReady")) {
          return Cri.number(condition, 2) == 1;
        }
      }
      return false;
    } catch (Exception _) {
      return false;
    }
  }

  private Message podConfig(String name) {
    Message config = Message.of();
    annotations.forEach((key, value) -> config.with(7, Message.of().with(1, key).with(2, value)));
    return config
        .with(1, Message.of().with(1, name).with(2, "uid-" + name).with(3, "default"))
        .with(2, name)
        .with(3, logs)
        .with(4, Message.of().with(1, "192.0.2.53").with(2, "jawa.test"))
        .with(8, Message.of());
  }

  String runPod(String name) throws Exception {
    Message request = Message.of().with(1, podConfig(name)).with(2, "jawa");
    return Cri.text(cri.call("RunPodSandbox", request), 1);
  }

  /// Creates a container and starts it.
  ///
  /// @param linux the container's LinuxContainerConfig
  String run(String pod, String podName, Wanted wanted, Message linux) throws Exception {
    Message config =
        Message.of()
            .with(1, Message.of().with(1, wanted.name()))
            .with(2, Message.of().with(1, wanted.image()))
            .with(11, wanted.name() + ".log")
            .with(15, linux);
    wanted.command().forEach(word -> config.with(3, word));
    if (!wanted.address().isEmpty()) {
      config.with(
          6, Message.of().with(1, "WASMTIME_HTTP_PROXY_SOCKET_ADDR").with(2, wanted.address()));
    }
    Message request = Message.of().with(1, pod).with(2, config).with(3, podConfig(podName));
    String id = Cri.text(cri.call("CreateContainer", request), 1);
    cri.call("StartContainer", Message.of().with(1, id));
    return id;
  }

  /// Any other call.
  UnknownFieldSet call(String method, Message request) throws InterruptedException {
    return cri.call(method, request);
  }

  UnknownFieldSet status(String container) throws Exception {
    return Cri.message(cri.call("ContainerStatus", Message.of().with(1, container)), 1);
  }

  UnknownFieldSet podStatus(String pod) throws Exception {
    return Cri.message(cri.call("PodSandboxStatus", Message.of().with(1, pod)), 1);
  }

  /// The address that the CNI gave the pod.
  String address(String pod) throws Exception {
    return Cri.text(Cri.message(podStatus(pod), 5), 1);
  }

  /// What a command in a container prints that must succeed.
  String exec(String container, String... command) throws Exception {
    Message request = Message.of().with(1, container);
    for (String word : command) {
      request.with(2, word);
    }
    UnknownFieldSet answer = cri.call("ExecSync", request);
    assertThat(Cri.number(answer, 3)).as(Cri.text(answer, 2)).isZero();
    return Cri.text(answer, 1);
  }

  /// Ends a container as for the deletion of its pod.
  ///
  /// @return the exit code
  long stop(String container, int graceSeconds) throws Exception {
    cri.call("StopContainer", Message.of().with(1, container).with(2, graceSeconds));
    assertThat(Cri.number(status(container), 3)).as("CONTAINER_EXITED").isEqualTo(EXITED);
    return Cri.number(status(container), 7);
  }

  List<String> pods() throws Exception {
    List<String> pods = new ArrayList<>();
    for (ByteString pod :
        cri.call("ListPodSandbox", Message.of()).getField(1).getLengthDelimitedList()) {
      pods.add(Cri.text(UnknownFieldSet.parseFrom(pod), 1));
    }
    return pods;
  }

  void removePods() throws Exception {
    for (String pod : pods()) {
      removePod(pod);
    }
  }

  /// As kubelet does, again and again: while containerd cleans up after a daemon that was killed it
  /// fails with "ttrpc: closed".
  private void removePod(String pod) throws InterruptedException {
    eventually(
        "pod " + pod + " is removed",
        () -> {
          try {
            cri.call("StopPodSandbox", Message.of().with(1, pod));
            cri.call("RemovePodSandbox", Message.of().with(1, pod));
            return true;
          } catch (TtrpcException _) {
            return false;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Override
  public void close() {
    cri.close();
  }
}
