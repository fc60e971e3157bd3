package dev.jawa.wasi.p2.random;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.list;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.nio.ByteBuffer;

/// `wasi:random/random`.
public final class Random {

  private Random() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:random/random", WitTypes.VERSION)
        .func(
            "get-random-bytes",
            func(param("len", Primitive.U64)).returns(list(Primitive.U8)),
            (context, args) -> context.random().secure(length(context, (Long) args[0])))
        .func(
            "get-random-u64",
            func().returns(Primitive.U64),
            (context, _) -> u64(context.random().secure(Long.BYTES)))
        .build();
  }

  static int length(WasiContext context, long length) {
    int limit = context.limits().randomBytes();
    if (Long.compareUnsigned(length, limit) > 0) {
      throw new Trap(
          Trap.Kind.HOST,
          Long.toUnsignedString(length)
              + " random bytes at once, at most "
              + limit
              + " are allowed");
    }
    return (int) length;
  }

  static long u64(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
