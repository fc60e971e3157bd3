package dev.jawa.wasi.p2.io;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.io.IOException;

/// `wasi:io/error`, and its resource: why a stream failed. Other interfaces look at [#cause()] to
/// tell more.
public record IoError(IOException cause) {

  public static final HostResource<IoError> RESOURCE =
      HostResource.of("error", IoError.class, _ -> {});

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:io/error", WitTypes.VERSION)
        .resource(RESOURCE)
        .func(
            "[method]error.to-debug-string",
            func(param("self", RESOURCE.borrow())).returns(Primitive.STRING),
            (_, args) -> ((IoError) args[0]).toDebugString())
        .build();
  }

  /// For people only.
  String toDebugString() {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
