package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.value.Result;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.io.InputStream;

/// The resource `incoming-body`. Its stream is given out once; finishing it while the stream lives
/// traps.
public final class IncomingBody {

  public static final HostResource<IncomingBody> RESOURCE =
      Children.first(
          HostResource.of("incoming-body", IncomingBody.class, IncomingBody::drop),
          body -> body.children);

  private final HttpBody body;
  private final Children children = new Children();
  private boolean streamTaken;

  IncomingBody(HttpBody body) {
    this.body = body;
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]incoming-body.stream",
            method(RESOURCE).returns(resultOk(InputStream.RESOURCE.own())),
            (_, args) -> ((IncomingBody) args[0]).stream())
        .func(
            "[static]incoming-body.finish",
            func(param("this", RESOURCE.own())).returns(FutureTrailers.RESOURCE.own()),
            (_, args) -> ((IncomingBody) args[0]).finish());
  }

  Result stream() {
    if (streamTaken) {
      return Result.ERR;
    }
    streamTaken = true;
    children.born();
    // The source stays open: the trailers come behind what the guest does not read.
    return Result.ok(InputStream.of(body.stream(), children::gone));
  }

  FutureTrailers finish() {
    if (children.alive()) {
      throw new Trap(
          Trap.Kind.HOST, "incoming-body.finish: its input-stream was not dropped before");
    }
    return new FutureTrailers(body);
  }

  private void drop() {
    body.stream().close();
  }
}
