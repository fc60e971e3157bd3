package dev.jawa.app.guest;

import dev.jawa.http.Exchange;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpResponse;

/// An exchange that hands all on to another one; who watches it overrides what there is to see.
abstract class ForwardingExchange implements Exchange {

  private final Exchange exchange;

  ForwardingExchange(Exchange exchange) {
    this.exchange = exchange;
  }

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
    exchange.respond(response);
  }

  @Override
  public void fail(HttpException error) {
    exchange.fail(error);
  }
}
