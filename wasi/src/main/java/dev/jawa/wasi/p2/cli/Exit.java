package dev.jawa.wasi.p2.cli;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.component.value.Result;
import dev.jawa.wasi.ctx.GuestExit;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:cli/exit`. Both functions end the guest with a [GuestExit].
public final class Exit {

  private Exit() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:cli/exit", WitTypes.VERSION)
        .func(
            "exit",
            func(param("status", result())),
            (_, args) -> {
              throw new GuestExit(exitCode((Result) args[0]));
            })
        .func(
            "exit-with-code",
            func(param("status-code", Primitive.U8)),
            (_, args) -> {
              throw new GuestExit((Integer) args[0]);
            })
        .build();
  }

  /// 0 for ok and 1 for err, as shells expect it.
  static int exitCode(Result status) {
    return switch (status) {
      case Result.Ok _ -> 0;
      case Result.Err _ -> 1;
    };
  }
}
