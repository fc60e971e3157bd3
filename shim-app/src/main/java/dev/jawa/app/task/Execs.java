package dev.jawa.app.task;

import dev.jawa.app.guest.DiagnosticShell;
import dev.jawa.app.guest.Guest;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.shim.api.task.ExecProcessRequest;
import dev.jawa.wasi.ctx.Directory;

/// Makes the processes that Exec adds to a task: a guest or a native program of the same container,
/// whatever its own process is.
final class Execs {

  private final ContainerHost host;
  private final Guests guests;

  Execs(ContainerHost host, Guests guests) {
    this.host = host;
    this.guests = guests;
  }

  void add(ContainerTask task, ExecProcessRequest request) {
    Container container = task.container();
    RuntimeSpec spec = container.spec().withProcess(request.getSpec().getValue().toStringUtf8());
    StdioRequest stdio =
        new StdioRequest(
            request.getStdin(), request.getStdout(), request.getStderr(), request.getTerminal());
    task.addExec(request.getExecId(), events -> make(task, spec, stdio, events));
  }

  private TaskProcess make(
      ContainerTask task, RuntimeSpec spec, StdioRequest stdio, ProcessEvents events) {
    Container container = task.container();
    GuestSettings settings = guests.settings(spec);
    ProcessStreams streams = ProcessStreams.open(stdio, task.id(), host.namespace(), host.poller());
    try {
      Program program = program(task, spec, streams, events.execId());
      return new TaskProcess(stdio, streams, program, events, settings.killGrace(), () -> {});
    } catch (RuntimeException e) {
      streams.close();
      throw e;
    }
  }

  private Program program(
      ContainerTask task, RuntimeSpec spec, ProcessStreams streams, String execId) {
    Container container = task.container();
    if (isNative(container, spec)) {
      return new NativeExec(container, execId, spec, streams);
    }
    GuestSettings settings = guests.settings(spec);
    if (container.kind() == Container.Kind.CONTAINED_GUEST && !isDiagnosis(spec)) {
      return new NativeExec(container, execId, guests.inJvm(host.jvm(), spec), streams);
    }
    return new GuestProgram(
        container, spec, guest(task, spec, settings), settings, streams, GuestProgram.Part.EXEC);
  }

  private static boolean isDiagnosis(RuntimeSpec spec) {
    return GuestFile.of(spec).path().equals(DiagnosticShell.NAME);
  }

  private Guest guest(ContainerTask task, RuntimeSpec spec, GuestSettings settings) {
    return isDiagnosis(spec) ? Diagnosis.of(task) : guests.load(task.container(), spec, settings);
  }

  private static boolean isNative(Container container, RuntimeSpec spec) {
    try (Directory root = container.openRoot(spec.user())) {
      return NativeFile.isProgram(spec, root);
    }
  }
}
