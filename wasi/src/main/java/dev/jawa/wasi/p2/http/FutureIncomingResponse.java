package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.Readiness;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.io.Poll;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The resource `future-incoming-response`. Dropping it gives the request up.
public final class FutureIncomingResponse {

  public static final HostResource<FutureIncomingResponse> RESOURCE =
      Children.first(
          HostResource.of(
              "future-incoming-response",
              FutureIncomingResponse.class,
              FutureIncomingResponse::drop),
          future -> future.children);

  private final CompletableFuture<HttpResponse> response;
  private final Pollable here;
  private final Children children = new Children();
  private boolean taken;

  FutureIncomingResponse(CompletableFuture<HttpResponse> response) {
    this.response = response;
    this.here = Readiness.of(response);
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]future-incoming-response.subscribe",
            method(RESOURCE).returns(Poll.POLLABLE.own()),
            (_, args) -> ((FutureIncomingResponse) args[0]).subscribe())
        .func(
            "[method]future-incoming-response.get",
            method(RESOURCE)
                .returns(option(resultOk(result(IncomingResponse.RESOURCE.own(), ErrorCode.TYPE)))),
            (_, args) -> ((FutureIncomingResponse) args[0]).get());
  }

  private Pollable subscribe() {
    return children.pollable(here);
  }

  Optional<Object> get() {
    if (!response.isDone()) {
      return Optional.empty();
    }
    if (taken) {
      return Optional.of(Result.ERR);
    }
    taken = true;
    return Optional.of(Result.ok(outcome()));
  }

  private Result outcome() {
    try {
      return Result.ok(new IncomingResponse(response.join()));
    } catch (CompletionException | CancellationException e) {
      return Result.err(ErrorCode.lift(HttpException.of(e)));
    }
  }

  private void drop() {
    if (!taken && !response.cancel(true)) {
      var _ = response.thenAccept(unwanted -> unwanted.body().stream().close());
    }
  }
}
