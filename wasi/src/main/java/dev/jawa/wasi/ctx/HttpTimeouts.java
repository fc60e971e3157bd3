package dev.jawa.wasi.ctx;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The timeouts of an outgoing request; `null` leaves the transport's own default.
public record HttpTimeouts(
    @Nullable Duration connect, @Nullable Duration firstByte, @Nullable Duration betweenBytes) {

  public static final HttpTimeouts DEFAULT = new HttpTimeouts(null, null, null);
}
