package dev.jawa.wasi.p2.http;

import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.HttpRequest;
import dev.jawa.wasi.ctx.WasiContext;
import java.util.Optional;

/// The resource `incoming-request`.
public final class IncomingRequest {

  public static final HostResource<IncomingRequest> RESOURCE =
      HostResource.of("incoming-request", IncomingRequest.class, IncomingRequest::drop);

  private final HttpRequest request;
  private final ReceivedBody body;

  public IncomingRequest(HttpRequest request) {
    this.request = request;
    this.body = new ReceivedBody(request.body());
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]incoming-request.method",
            method(RESOURCE).returns(Method.TYPE),
            (_, args) -> Method.lift(self(args).request.method()))
        .func(
            "[method]incoming-request.path-with-query",
            method(RESOURCE).returns(option(Primitive.STRING)),
            (_, args) -> Optional.ofNullable(self(args).request.pathWithQuery()))
        .func(
            "[method]incoming-request.scheme",
            method(RESOURCE).returns(option(Scheme.TYPE)),
            (_, args) -> Optional.ofNullable(self(args).request.scheme()).map(Scheme::lift))
        .func(
            "[method]incoming-request.authority",
            method(RESOURCE).returns(option(Primitive.STRING)),
            (_, args) -> Optional.ofNullable(self(args).request.authority()))
        .func(
            "[method]incoming-request.headers",
            method(RESOURCE).returns(Fields.RESOURCE.own()),
            (_, args) -> Fields.received(self(args).request.headers()))
        .func(
            "[method]incoming-request.consume",
            method(RESOURCE).returns(resultOk(IncomingBody.RESOURCE.own())),
            (_, args) -> self(args).body.consume());
  }

  private void drop() {
    body.drop();
  }

  private static IncomingRequest self(Object[] args) {
    return (IncomingRequest) args[0];
  }
}
