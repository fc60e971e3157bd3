package dev.jawa.app.task;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.TrapText;
import dev.jawa.app.oci.ProcessStreams;
import dev.jawa.app.oci.RuntimeSpec;
import dev.jawa.app.trace.Span;
import dev.jawa.app.trace.Traces;
import dev.jawa.app.trace.Tracing;
import dev.jawa.wasi.ctx.Directory;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A guest of WebAssembly, in this JVM.
final class GuestProgram implements Program {

  private final Container container;
  private final RuntimeSpec spec;
  private final Guest guest;
  private final GuestSettings settings;
  private final ProcessStreams streams;
  private final Part part;
  private final AtomicReference<@Nullable GuestProcess> running = new AtomicReference<>();

  /// Whose process it is.
  enum Part {
    /// The container's own: ends with it.
    INIT,
    EXEC
  }

  /// @param spec the container with this process in it
  GuestProgram(
      Container container,
      RuntimeSpec spec,
      Guest guest,
      GuestSettings settings,
      ProcessStreams streams,
      Part part) {
    this.container = container;
    this.spec = spec;
    this.guest = guest;
    this.settings = settings;
    this.streams = streams;
    this.part = part;
  }

  @Override
  public int pid() {
    return (int) container.holder().pid();
  }

  @Override
  public GuestProcess start() {
    requirePort();
    if (part == Part.INIT) {
      container.holder().start();
    }
    GuestGrants grants = settings.grants();
    Directory root = container.openRoot(spec.user(), grants.openFiles());
    Span span = span();
    try {
      Stdio stdio = streams.forGuest(this::typed);
      GuestProcess process = guest.start(guestSpec(root, stdio, grants, span));
      running.set(process);
      var _ = process.exit().thenAccept(exit -> ended(span, exit));
      return process;
    } catch (RuntimeException e) {
      span.failed(String.valueOf(e.getMessage()));
      span.close();
      root.close();
      throw e;
    }
  }

  /// Of a command's run; of a server each request has one.
  private Span span() {
    Traces traces = container.traces();
    return guest.kind() == GuestKind.HTTP
        ? Span.NONE
        : traces
            .tracing()
            .begin(Tracing.Start.of("run", traces.origin()))
            .tell("container.id", container.id());
  }

  private static void ended(Span span, GuestProcess.Exit exit) {
    span.tell("process.exit.code", exit.code());
    if (exit.trap() != null) {
      span.failed(exit.trap().lines().findFirst().orElse(""));
    }
    span.close();
  }

  private void requirePort() {
    int port = settings.http().port();
    if (guest.kind() == GuestKind.HTTP && !LowPorts.mayListen(spec, container, port)) {
      throw new GuestException(
          "port %d is the superuser's: give the container the capability NET_BIND_SERVICE, or choose"
                  .formatted(port)
              + " another by WASMTIME_HTTP_PROXY_SOCKET_ADDR");
    }
  }

  private void typed(int signal) {
    GuestProcess process = running.get();
    if (process != null) {
      process.signal(signal);
    }
  }

  private GuestSpec guestSpec(Directory root, Stdio stdio, GuestGrants grants, Span span) {
    Map<String, String> environment = new LinkedHashMap<>(settings.guestEnvironment());
    if (!span.traceparent().isEmpty()) {
      environment.put("TRACEPARENT", span.traceparent());
    }
    return new GuestSpec(
        GuestFile.of(spec).function(),
        spec.args(),
        environment,
        spec.cwd(),
        stdio,
        List.of(new Preopen("/", root)),
        container.network(),
        LowPorts.of(spec, container, grants.networkOf(guest.kind())),
        settings.limits().in(container.resources().group()),
        settings.stackBytes(),
        grants.limits(),
        grants.services(),
        GuestSpec.OutgoingHttp.ALLOWED,
        settings.timeout(),
        settings.http().sharing(container.resources().idle()),
        container.resources().threads(),
        TrapText.DEFAULT,
        container.traces());
  }

  @Override
  public boolean keepsSignalsWhilePaused() {
    return false;
  }

  @Override
  public boolean ignores(int signal) {
    return Signals.isHarmless(signal);
  }

  @Override
  public void end() {
    if (part == Part.INIT) {
      container.end();
    }
  }

  @Override
  public void remove() {
    if (part == Part.INIT) {
      container.remove();
    }
  }
}
