package dev.jawa.wasi.p2.random;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.tuple;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:random/insecure-seed`.
public final class InsecureSeed {

  private InsecureSeed() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:random/insecure-seed", WitTypes.VERSION)
        .func(
            "insecure-seed",
            func().returns(tuple(Primitive.U64, Primitive.U64)),
            (context, _) -> seed(context.insecureSeed()))
        .build();
  }

  private static Object[] seed(long[] seed) {
    return new Object[] {seed[0], seed[1]};
  }
}
