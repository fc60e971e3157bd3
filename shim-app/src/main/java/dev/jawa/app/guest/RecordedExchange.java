package dev.jawa.app.guest;

import dev.jawa.engine.events.RequestAnswered;
import dev.jawa.http.Exchange;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpResponse;

/// An exchange whose answer's status an event of the Flight Recorder gets.
record RecordedExchange(Exchange exchange, RequestAnswered event) implements Exchange {

  @Override
  public long number() {
    return exchange.number();
  }

  @Override
  public void onAbort(Runnable action) {
    exchange.onAbort(action);
  }

  @Override
  public void instanceReady() {
    exchange.instanceReady();
  }

  @Override
  public void respond(HttpResponse response) {
    event.status = response.status();
    exchange.respond(response);
  }

  @Override
  public void fail(HttpException error) {
    exchange.fail(error);
  }
}
