package dev.jawa.app.guest;

import dev.jawa.engine.events.RequestAnswered;
import dev.jawa.http.Exchange;
import dev.jawa.wasi.ctx.HttpResponse;

/// An exchange whose answer's status an event of the Flight Recorder gets.
final class RecordedExchange extends ForwardingExchange {

  private final RequestAnswered event;

  RecordedExchange(Exchange exchange, RequestAnswered event) {
    super(exchange);
    this.event = event;
  }

  @Override
  public void respond(HttpResponse response) {
    event.status = response.status();
    super.respond(response);
  }
}
