package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.HttpResponse;
import dev.jawa.wasi.ctx.WasiContext;

/// The resource `incoming-response`.
public final class IncomingResponse {

  public static final HostResource<IncomingResponse> RESOURCE =
      HostResource.of("incoming-response", IncomingResponse.class, IncomingResponse::drop);

  private final HttpResponse response;
  private final ReceivedBody body;

  IncomingResponse(HttpResponse response) {
    this.response = response;
    this.body = new ReceivedBody(response.body());
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]incoming-response.status",
            method(RESOURCE).returns(Primitive.U16),
            (_, args) -> self(args).response.status())
        .func(
            "[method]incoming-response.headers",
            method(RESOURCE).returns(Fields.RESOURCE.own()),
            (_, args) -> Fields.received(self(args).response.headers()))
        .func(
            "[method]incoming-response.consume",
            method(RESOURCE).returns(resultOk(IncomingBody.RESOURCE.own())),
            (_, args) -> self(args).body.consume());
  }

  private void drop() {
    body.drop();
  }

  private static IncomingResponse self(Object[] args) {
    return (IncomingResponse) args[0];
  }
}
