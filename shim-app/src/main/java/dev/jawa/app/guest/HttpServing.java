package dev.jawa.app.guest;

import dev.jawa.engine.events.GuestEvents;
import dev.jawa.engine.events.RequestAnswered;
import dev.jawa.http.Exchange;
import dev.jawa.http.GuestHandler;
import dev.jawa.http.InstancePool;
import dev.jawa.http.RequestHandler;
import dev.jawa.http.loop.RequestThread;
import dev.jawa.wasi.ctx.HttpRequest;
import java.io.IOException;

/// What the guests of one listener share: how they are told to run, their output, their way out.
record HttpServing(GuestSpec spec, HttpOutput output, Outgoing outgoing) {

  /// A guest that answers requests until it is closed. One that is closed lets the requests under
  /// way end, and keeps no instance any more.
  ///
  /// @param name for messages
  /// @param usesFiles whether its requests may read and write files, which can block their thread
  record Answering(
      String name,
      GuestHandler handler,
      InstancePool pool,
      TracedRequests traced,
      boolean usesFiles)
      implements RequestHandler, AutoCloseable {

    @Override
    public void handle(HttpRequest request, Exchange exchange) throws IOException {
      if (usesFiles) {
        RequestThread.takesLong();
      }
      RequestAnswered event = GuestEvents.answering();
      if (event != null) {
        recorded(event, request, exchange);
      } else {
        traced.handle(handler, request, exchange);
      }
    }

    private void recorded(RequestAnswered event, HttpRequest request, Exchange exchange)
        throws IOException {
      event.guest = name;
      event.method = request.method();
      event.path = TracedRequests.path(request);
      event.begin();
      try {
        traced.handle(handler, request, new RecordedExchange(exchange, event));
      } finally {
        event.commit();
      }
    }

    @Override
    public void close() {
      pool.close();
    }
  }

  Answering answering(HttpGuest guest) {
    InstancePool pool =
        new InstancePool(
            guest.component().withThreads(GuestStacks.forTasks(spec)),
            spec.limits(),
            spec.services().limits(),
            new RequestContexts(spec, guest.random(), outgoing.transport(), output),
            spec.http().instances(),
            reason -> output.notice(guest.name() + ": " + reason));
    boolean usesFiles = !spec.preopens().isEmpty() || spec.services().keyValue() != null;
    return new Answering(
        guest.name(), new GuestHandler(pool), pool, new TracedRequests(spec.traces()), usesFiles);
  }
}
