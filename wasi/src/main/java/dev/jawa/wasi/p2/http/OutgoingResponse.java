package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.result;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.WasiContext;

/// The resource `outgoing-response`.
public final class OutgoingResponse {

  public static final HostResource<OutgoingResponse> RESOURCE =
      HostResource.of("outgoing-response", OutgoingResponse.class, OutgoingResponse::drop);

  private final Fields headers;
  private final SentBody body = new SentBody(HttpException.Code.HTTP_RESPONSE_BODY_SIZE);
  private int status = 200;

  OutgoingResponse(Fields headers) {
    this.headers = headers.freeze();
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[constructor]outgoing-response",
            func(param("headers", Fields.RESOURCE.own())).returns(RESOURCE.own()),
            (_, args) -> new OutgoingResponse((Fields) args[0]))
        .func(
            "[method]outgoing-response.status-code",
            method(RESOURCE).returns(Primitive.U16),
            (_, args) -> self(args).status)
        .func(
            "[method]outgoing-response.set-status-code",
            method(RESOURCE, param("status-code", Primitive.U16)).returns(result()),
            (_, args) -> self(args).setStatus((Integer) args[1]))
        .func(
            "[method]outgoing-response.headers",
            method(RESOURCE).returns(Fields.RESOURCE.own()),
            (_, args) -> self(args).headers)
        .func(
            "[method]outgoing-response.body",
            method(RESOURCE).returns(resultOk(OutgoingBody.RESOURCE.own())),
            (context, args) -> self(args).body.take(context, self(args).headers));
  }

  HttpResponse toResponse() {
    return new HttpResponse(status, headers.entries(), body.toSend());
  }

  private Result setStatus(int code) {
    if (code < 100 || code > 999) {
      return Result.ERR;
    }
    status = code;
    return Result.OK;
  }

  private void drop() {
    body.drop();
  }

  private static OutgoingResponse self(Object[] args) {
    return (OutgoingResponse) args[0];
  }
}
