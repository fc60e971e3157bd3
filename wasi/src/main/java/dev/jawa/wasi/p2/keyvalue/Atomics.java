package dev.jawa.wasi.p2.keyvalue;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.result;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;

/// `wasi:keyvalue/atomics`.
public final class Atomics {

  private Atomics() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:keyvalue/atomics", KeyValue.VERSION)
        .func(
            "increment",
            func(
                    param("bucket", KeyValue.BUCKET.borrow()),
                    param("key", Primitive.STRING),
                    param("delta", Primitive.U64))
                .returns(result(Primitive.U64, KeyValue.ERROR)),
            KeyValue.on((bucket, args) -> bucket.increment((String) args[1], (Long) args[2])))
        .build();
  }
}
