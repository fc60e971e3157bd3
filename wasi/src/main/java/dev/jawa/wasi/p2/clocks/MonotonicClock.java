package dev.jawa.wasi.p2.clocks;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.io.Poll;
import dev.jawa.wasi.p2.wit.WitTypes;

/// `wasi:clocks/monotonic-clock`. Instants and durations are unsigned nanoseconds.
public final class MonotonicClock {

  private MonotonicClock() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:clocks/monotonic-clock", WitTypes.VERSION)
        .func(
            "now", func().returns(Primitive.U64), (context, _) -> context.clock().monotonicNanos())
        .func(
            "resolution",
            func().returns(Primitive.U64),
            (context, _) -> context.clock().monotonicResolutionNanos())
        .func(
            "subscribe-instant",
            func(param("when", Primitive.U64)).returns(Poll.POLLABLE.own()),
            (context, args) -> new Deadline(context.clock(), (Long) args[0]))
        .func(
            "subscribe-duration",
            func(param("when", Primitive.U64)).returns(Poll.POLLABLE.own()),
            (context, args) -> after(context.clock(), (Long) args[0]))
        .build();
  }

  private static Pollable after(HostClock clock, long duration) {
    long when = clock.monotonicNanos() + duration;
    boolean overflows = Long.compareUnsigned(when, duration) < 0;
    return new Deadline(clock, overflows ? -1L : when);
  }

  /// Ready from an instant on.
  private record Deadline(HostClock clock, long when) implements Pollable {

    @Override
    public boolean isReady() {
      return Long.compareUnsigned(clock.monotonicNanos(), when) >= 0;
    }

    @Override
    public Runnable onReady(Runnable wake) {
      if (isReady()) {
        wake.run();
        return () -> {};
      }
      long left = when - clock.monotonicNanos();
      // Instants that are centuries away do not fit; nobody will be there to notice.
      return clock.wakeAfter(left < 0 ? Long.MAX_VALUE : left, wake);
    }
  }
}
