package dev.jawa.wasi.p2.http;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.option;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.HttpException;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.IoError;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.util.Optional;

/// `wasi:http/types`: the contents, one class for each resource.
public final class HttpTypes {

  private HttpTypes() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    HostInterface.Builder<WasiContext> table =
        HostInterface.<WasiContext>named("wasi:http/types", WitTypes.VERSION)
            .func(
                "http-error-code",
                func(param("err", IoError.RESOURCE.borrow())).returns(option(ErrorCode.TYPE)),
                (_, args) -> errorCode((IoError) args[0]));
    FieldsBinding.bind(table);
    IncomingRequest.bind(table);
    OutgoingRequest.bind(table);
    RequestOptions.bind(table);
    ResponseOutparam.bind(table);
    IncomingResponse.bind(table);
    IncomingBody.bind(table);
    FutureTrailers.bind(table);
    OutgoingResponse.bind(table);
    OutgoingBody.bind(table);
    FutureIncomingResponse.bind(table);
    return table.build();
  }

  private static Optional<Object> errorCode(IoError error) {
    return error.cause() instanceof HttpException failure
        ? Optional.of(ErrorCode.lift(failure))
        : Optional.empty();
  }
}
