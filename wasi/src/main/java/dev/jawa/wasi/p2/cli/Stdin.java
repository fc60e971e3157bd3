package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.InputStream;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/stdin`. Each call makes a new handle to the same stream of the guest's context.
public final class Stdin {

  private Stdin() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/stdin", WitTypes.VERSION)
        .func(
            "get-stdin",
            func().returns(InputStream.RESOURCE.own()),
            (context, _) -> InputStream.borrowing(context.stdio().stdin()))
        .build();
  }
}
