package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;

import dev.jawa.component.host.HostInterface;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.OutputStream;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/stderr`. Each call makes a new handle to the same stream of the guest's context.
public final class Stderr {

  private Stderr() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/stderr", WitTypes.VERSION)
        .func(
            "get-stderr",
            func().returns(OutputStream.RESOURCE.own()),
            (context, _) -> OutputStream.borrowing(context.stdio().stderr()))
        .build();
  }
}
