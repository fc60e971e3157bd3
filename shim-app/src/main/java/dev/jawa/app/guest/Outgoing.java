package dev.jawa.app.guest;

import dev.jawa.http.ReactorHttpTransport;
import dev.jawa.http.TransportOptions;
import dev.jawa.wasi.ctx.HttpTransport;
import org.jspecify.annotations.Nullable;

/// The way out for the HTTP requests of one started guest; a guest without one loads none of its
/// classes.
///
/// @param transport what the guest gets
/// @param toClose the same, if it has to be closed
record Outgoing(HttpTransport transport, @Nullable ReactorHttpTransport toClose)
    implements AutoCloseable {

  static Outgoing of(GuestSpec spec) {
    return switch (spec.outgoing()) {
      case ALLOWED -> allowed(spec);
      case DENIED -> new Outgoing(HttpTransport.DENIED, null);
    };
  }

  static Outgoing allowed(GuestSpec spec) {
    ReactorHttpTransport transport =
        new ReactorHttpTransport(
            TransportOptions.DEFAULT.withNetwork(spec.network()).withPolicy(spec.sockets()));
    return new Outgoing(transport, transport);
  }

  @Override
  public void close() {
    if (toClose != null) {
      toClose.close();
    }
  }
}
