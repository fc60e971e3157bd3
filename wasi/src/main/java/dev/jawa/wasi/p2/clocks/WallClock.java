package dev.jawa.wasi.p2.clocks;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.record;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.time.Instant;

/// `wasi:clocks/wall-clock`.
public final class WallClock {

  /// `datetime`.
  public static final ValType DATETIME =
      record(field("seconds", Primitive.U64), field("nanoseconds", Primitive.U32));

  private WallClock() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:clocks/wall-clock", WitTypes.VERSION)
        .func("now", func().returns(DATETIME), (context, _) -> datetime(context.clock().wallTime()))
        .func(
            "resolution",
            func().returns(DATETIME),
            (context, _) ->
                datetime(Instant.ofEpochSecond(0, context.clock().wallResolutionNanos())))
        .build();
  }

  /// A value of `datetime`; what lies before 1970 is 1970, the type knows nothing earlier.
  public static Object[] datetime(Instant time) {
    Instant shown = time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    return new Object[] {shown.getEpochSecond(), (long) shown.getNano()};
  }
}
