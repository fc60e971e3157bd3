package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.method;
import static dev.jawa.wasi.p2.wit.WitTypes.option;
import static dev.jawa.wasi.p2.wit.WitTypes.resultErr;
import static dev.jawa.wasi.p2.wit.WitTypes.resultOk;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.value.Result;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.HttpBody;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.HttpHeader;
import dev.jawa.wasi.ctx.SocketBuffers;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Children;
import dev.jawa.wasi.p2.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The resource `outgoing-body`: the writing end of a message body. A body that is dropped instead
/// of finished, or whose size is not the declared one, breaks off at the reader.
public final class OutgoingBody {

  public static final HostResource<OutgoingBody> RESOURCE =
      Children.first(
          HostResource.of("outgoing-body", OutgoingBody.class, OutgoingBody::drop),
          body -> body.children);

  private final BytePipe pipe;
  private final OutgoingBodySink sink;
  private final CompletableFuture<List<HttpHeader>> trailers = new CompletableFuture<>();
  private final Children children = new Children();
  private boolean streamTaken;

  /// @param tooLarge the code for a body that is not as long as declared
  /// @param contentLength the declared length, or -1
  /// @param pipeBytes how much may wait for the reader
  /// @param buffers for long parts on their way to a socket
  OutgoingBody(
      HttpException.Code tooLarge, long contentLength, int pipeBytes, SocketBuffers buffers) {
    this.pipe = new BytePipe(pipeBytes, buffers);
    this.sink = new OutgoingBodySink(pipe.sink(), tooLarge, contentLength);
  }

  static void bind(HostInterface.Builder<WasiContext> table) {
    table
        .resource(RESOURCE)
        .func(
            "[method]outgoing-body.write",
            method(RESOURCE).returns(resultOk(OutputStream.RESOURCE.own())),
            (_, args) -> ((OutgoingBody) args[0]).write())
        .func(
            "[static]outgoing-body.finish",
            func(param("this", RESOURCE.own()), param("trailers", option(Fields.RESOURCE.own())))
                .returns(resultErr(ErrorCode.TYPE)),
            (_, args) ->
                ((OutgoingBody) args[0]).finish((Fields) ((Optional<?>) args[1]).orElse(null)));
  }

  /// The reading end.
  HttpBody body() {
    return new HttpBody(pipe.source(), trailers);
  }

  Result write() {
    if (streamTaken) {
      return Result.ERR;
    }
    streamTaken = true;
    children.born();
    return Result.ok(OutputStream.of(sink, children::gone));
  }

  Result finish(@Nullable Fields given) {
    if (children.alive()) {
      throw new Trap(
          Trap.Kind.HOST, "outgoing-body.finish: its output-stream was not dropped before");
    }
    HttpException wrongSize = sink.wrongSize();
    if (wrongSize != null) {
      abort("the body is not as long as its content-length");
      return Result.err(ErrorCode.lift(wrongSize));
    }
    // Before the end of the stream: the reader takes them right after it.
    trailers.complete(given == null ? List.of() : given.freeze().entries());
    pipe.sink().close();
    return Result.OK;
  }

  private void drop() {
    abort("the body was dropped before it was finished");
  }

  private void abort(String reason) {
    HttpException error = new HttpException(HttpException.Code.HTTP_PROTOCOL_ERROR, reason);
    trailers.completeExceptionally(error);
    pipe.abort(error);
  }
}
