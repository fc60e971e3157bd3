package dev.jawa.http;

import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The value of the `date` header, made once a second.
final class DateHeader {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private record Stamp(long second, AsciiString text) {}

  private final InstantSource clock;
  private volatile Stamp last = new Stamp(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

  DateHeader(InstantSource clock) {
    this.clock = clock;
  }

  AsciiString now() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    Stamp stamp = last;
    if (stamp.second() != second) {
      stamp = new Stamp(second, new AsciiString(FORMAT.format(Instant.ofEpochSecond(second))));
      last = stamp;
    }
    return stamp.text();
  }
}
