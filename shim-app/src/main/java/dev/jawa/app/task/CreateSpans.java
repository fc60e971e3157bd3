package dev.jawa.app.task;

import dev.jawa.app.trace.Span;
import dev.jawa.app.trace.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Function;

/// The spans of a container that is being made: `start`, from when containerd started the shim for
/// it, and in that `create`.
///
/// The shim's script left its time, and the `TRACEPARENT` that it was given, in the file by which
/// it promised the task to this daemon.
record CreateSpans(Span start, Span create) implements AutoCloseable {

  /// @param caller the traceparent of containerd's call, which knows more than the script's; or
  ///   empty
  static CreateSpans begin(ContainerHost host, String id, String caller) {
    if (!host.tracing().isOn()) {
      return new CreateSpans(Span.NONE, Span.NONE);
    }
    Path lease = host.tasks().resolveSibling("leases").resolve(id);
    String parent = caller;
    Instant since = null;
    try {
      since = Files.getLastModifiedTime(lease).toInstant();
      parent = caller.isEmpty() ? Files.readString(lease).strip() : caller;
    } catch (IOException _) {
      // It was made without the script.
    }
    Span start =
        host.tracing()
            .begin(new Tracing.Start("start", Tracing.Kind.SERVER, parent, "", since))
            .tell("container.id", id)
            .tell("container.runtime", "jawa")
            .tell("jawa.namespace", host.namespace());
    return new CreateSpans(start, start.begin("create").tell("container.id", id));
  }

  /// Makes it, and tells if that fails.
  <T> T told(Function<Span, T> making) {
    try {
      return making.apply(create);
    } catch (RuntimeException e) {
      create.failed(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public void close() {
    create.close();
    start.close();
  }
}
