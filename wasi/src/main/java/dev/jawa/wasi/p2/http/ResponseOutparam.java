package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.component.value.Variant;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.ResponseSink;
import dev.jawa.wasi.ctx.WasiContext;

/// The resource `response-outparam`: where a guest puts its answer, once.
public final class ResponseOutparam {

  public static final HostResource<ResponseOutparam> RESOURCE =
      HostResource.of("response-outparam", ResponseOutparam.class, _ -> {});

  private final ResponseSink sink;
  private boolean used;

  public ResponseOutparam(ResponseSink sink) {
    this.sink = sink;
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]response-outparam.send-informational",
            method(
                    RESOURCE,
                    param("status", Primitive.U16),
                    param("headers", Fields.RESOURCE.own()))
                .returns(resultErr(ErrorCode.TYPE)),
            (_, args) -> sendInformational((Integer) args[1]))
        .func(
            "[static]response-outparam.set",
            func(
                param("param", RESOURCE.own()),
                param("response", result(OutgoingResponse.RESOURCE.own(), ErrorCode.TYPE))),
            (_, args) -> {
              ((ResponseOutparam) args[0]).set((Result) args[1]);
              return null;
            });
  }

  /// Whether the guest answered.
  public boolean isUsed() {
    return used;
  }

  private void set(Result response) {
    used = true;
    switch (response) {
      case Result.Ok(Object ok) -> sink.respond(((OutgoingResponse) ok).toResponse());
      case Result.Err(Object error) -> sink.fail(ErrorCode.lower((Variant) error));
    }
  }

  /// The WIT has an answer for hosts that send no informational responses.
  private static Result sendInformational(int status) {
    boolean informational = status >= 100 && status <= 199;
    HttpException.Code code =
        informational ? HttpException.Code.INTERNAL_ERROR : HttpException.Code.HTTP_PROTOCOL_ERROR;
    String message = informational ? "informational responses are not supported" : null;
    return Result.err(ErrorCode.lift(new HttpException(code, message)));
  }
}
