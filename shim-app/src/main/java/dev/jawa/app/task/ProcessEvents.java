package dev.jawa.app.task;

import dev.jawa.app.oci.BundleLog;
import dev.jawa.shim.api.events.TaskDelete;
import dev.jawa.shim.api.events.TaskExecStarted;
import dev.jawa.shim.api.events.TaskExit;
import dev.jawa.shim.api.events.TaskOOM;
import dev.jawa.shim.api.events.TaskStart;

/// What containerd is told about one process of a task.
///
/// @param log what containerd's own log says about the container
/// @param execId empty for the container's own process
record ProcessEvents(TaskEvents events, BundleLog log, String containerId, String execId) {

  boolean isInit() {
    return execId.isEmpty();
  }

  private String id() {
    return isInit() ? containerId : execId;
  }

  void started(int pid) {
    if (isInit()) {
      events.publish(
          "/tasks/start", TaskStart.newBuilder().setContainerId(containerId).setPid(pid).build());
    } else {
      events.publish(
          "/tasks/exec-started",
          TaskExecStarted.newBuilder()
              .setContainerId(containerId)
              .setExecId(execId)
              .setPid(pid)
              .build());
    }
  }

  void outOfMemory() {
    events.publish("/tasks/oom", TaskOOM.newBuilder().setContainerId(containerId).build());
  }

  /// Says why it could not be started.
  void failed(RuntimeException cause) {
    log.error("could not start: " + cause.getMessage());
  }

  void exited(int pid, ExitStatus status) {
    if (isInit()) {
      log.info("ended with exit status " + status.code());
    }
    events.publish(
        "/tasks/exit",
        TaskExit.newBuilder()
            .setContainerId(containerId)
            .setId(id())
            .setPid(pid)
            .setExitStatus(status.code())
            .setExitedAt(TaskEvents.timestamp(status.at()))
            .build());
  }

  /// An exec is forgotten without a word.
  void deleted(int pid, ExitStatus status) {
    if (isInit()) {
      events.publish(
          "/tasks/delete",
          TaskDelete.newBuilder()
              .setContainerId(containerId)
              .setId(containerId)
              .setPid(pid)
              .setExitStatus(status.code())
              .setExitedAt(TaskEvents.timestamp(status.at()))
              .build());
    }
  }
}
