package dev.jawa.wasi.p2.clocks;

import static dev.jawa.component.type.FuncType.func;
import static dev.jawa.component.type.FuncType.param;
import static dev.jawa.wasi.p2.wit.WitTypes.field;
import static dev.jawa.wasi.p2.wit.WitTypes.record;

import dev.jawa.component.host.HostInterface;
import dev.jawa.component.type.ValType;
import dev.jawa.component.type.ValType.Primitive;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.wit.WitTypes;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// `wasi:clocks/timezone` (unstable in the WIT): the zone of the context's clock.
public final class Timezone {

  private static final ValType DISPLAY =
      record(
          field("utc-offset", Primitive.S32),
          field("name", Primitive.STRING),
          field("in-daylight-saving-time", Primitive.BOOL));

  private static final DateTimeFormatter SHORT_NAME =
      DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  /// The last second of the year 9999; no zone has rules beyond it.
  private static final long END_OF_CALENDAR = 253_402_300_799L;

  private Timezone() {}

  /// The interface.
  public static HostInterface<WasiContext> binding() {
    return HostInterface.<WasiContext>named("wasi:clocks/timezone", WitTypes.VERSION)
        .func(
            "display",
            func(param("when", WallClock.DATETIME)).returns(DISPLAY),
            (context, args) -> display(context.clock().zone(), instant((Object[]) args[0])))
        .func(
            "utc-offset",
            func(param("when", WallClock.DATETIME)).returns(Primitive.S32),
            (context, args) -> offset(context.clock().zone(), instant((Object[]) args[0])))
        .build();
  }

  private static Object[] display(ZoneId zone, Instant when) {
    return new Object[] {
      offset(zone, when),
      SHORT_NAME.format(when.atZone(zone)),
      zone.getRules().isDaylightSavings(when)
    };
  }

  private static int offset(ZoneId zone, Instant when) {
    return zone.getRules().getOffset(when).getTotalSeconds();
  }

  /// The instant of a `datetime`; what lies beyond the calendar is its end.
  private static Instant instant(Object[] datetime) {
    long seconds = (Long) datetime[0];
    return Long.compareUnsigned(seconds, END_OF_CALENDAR) > 0
        ? Instant.ofEpochSecond(END_OF_CALENDAR)
        : Instant.ofEpochSecond(seconds, (Long) datetime[1]);
  }
}
