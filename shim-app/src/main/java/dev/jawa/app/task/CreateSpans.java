package dev.jawa.app.task;

import dev.jawa.app.trace.Span;
import dev.jawa.app.trace.Tracing;
import java.util.function.Function;

/// The spans of a container that is being made: `start`, from when containerd started the shim for
/// it, and in that `create`.
///
/// The shim's script left its time, and the `TRACEPARENT` that it was given, in the [Lease].
record CreateSpans(Span start, Span create) implements AutoCloseable {

  /// @param caller the traceparent of containerd's call, which knows more than the script's; or
  ///   empty
  static CreateSpans begin(ContainerHost host, String id, String caller) {
    if (!host.tracing().isOn()) {
      return new CreateSpans(Span.NONE, Span.NONE);
    }
    Lease lease = Lease.of(host, id);
    String parent = caller.isEmpty() ? lease.traceparent() : caller;
    Span start =
        host.tracing()
            .begin(new Tracing.Start("start", Tracing.Kind.SERVER, parent, "", lease.since()))
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
