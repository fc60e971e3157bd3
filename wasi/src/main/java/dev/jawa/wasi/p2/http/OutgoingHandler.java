package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpTimeouts;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:http/outgoing-handler`, over the context's `HttpTransport`.
public final class OutgoingHandler {

  private OutgoingHandler() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:http/outgoing-handler", WitTypes.VERSION)
        .func(
            "handle",
            func(
                    param("request", OutgoingRequest.RESOURCE.own()),
                    param("options", option(RequestOptions.RESOURCE.own())))
                .returns(result(FutureIncomingResponse.RESOURCE.own(), ErrorCode.TYPE)),
            (context, args) -> handle(context, (OutgoingRequest) args[0], (Optional<?>) args[1]))
        .build();
  }

  private static Result handle(WasiContext context, OutgoingRequest request, Optional<?> options) {
    HttpTimeouts timeouts =
        options.map(given -> ((RequestOptions) given).timeouts()).orElse(HttpTimeouts.DEFAULT);
    try {
      return Result.ok(
          new FutureIncomingResponse(context.http().send(request.toRequest(), timeouts)));
    } catch (HttpException e) {
      return Result.err(ErrorCode.lift(e));
    }
  }
}
