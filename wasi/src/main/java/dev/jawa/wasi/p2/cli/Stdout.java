package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.OutputStream;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/stdout`. Each call makes a new handle to the same stream of the guest's context.
public final class Stdout {

  private Stdout() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/stdout", WitTypes.VERSION)
        .func(
            "get-stdout",
            func().returns(OutputStream.RESOURCE.own()),
            (context, _) -> OutputStream.borrowing(context.stdio().stdout()))
        .build();
  }
}
