package dev.jawa.wasi.p2.random;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:random/insecure`.
public final class Insecure {

  private Insecure() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:random/insecure", WitTypes.VERSION)
        .func(
            "get-insecure-random-bytes",
            func(param("len", Primitive.U64)).returns(list(Primitive.U8)),
            (context, args) -> context.random().insecure(Random.length(context, (Long) args[0])))
        .func(
            "get-insecure-random-u64",
            func().returns(Primitive.U64),
            (context, _) -> Random.u64(context.random().insecure(Long.BYTES)))
        .build();
  }
}
