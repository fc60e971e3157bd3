package dev.jawa.component.runtime;

import dev.jawa.component.host.ReadableFuture;
import dev.jawa.component.host.ReadableStream;
import dev.jawa.component.type.ValType;
import org.jspecify.annotations.Nullable;

/// Streams and futures on their way between a guest and the host.
public final class HostChannels {

  private HostChannels() {}

  /// What the host gets: a [ReadableStream] or [ReadableFuture].
  public static Object toHost(StoreState store, SharedChannel shared) {
    HostEvents events = store.scheduler().events();
    return switch (shared.kind()) {
      case STREAM -> new HostReader.OfStream(events, shared);
      case FUTURE -> new HostReader.OfFuture(events, shared);
    };
  }

  /// What a guest gets for a value of the host; what comes from another guest is passed on.
  ///
  /// @param element as [SharedChannel#element()]
  public static SharedChannel toGuest(
      StoreState store, SharedChannel.Kind kind, @Nullable ValType element, Object value) {
    return switch (value) {
      case SharedChannel shared -> shared;
      case HostReader reader -> reader.passOn();
      case ReadableStream stream when kind == SharedChannel.Kind.STREAM -> {
        SharedChannel shared = new SharedChannel(kind, element);
        HostWriter.ofStream(store.scheduler().events(), shared, stream);
        yield shared;
      }
      case ReadableFuture future when kind == SharedChannel.Kind.FUTURE -> {
        SharedChannel shared = new SharedChannel(kind, element);
        HostWriter.ofFuture(store.scheduler().events(), shared, future);
        yield shared;
      }
      default ->
          throw new IllegalArgumentException(
              "the host gave a " + value.getClass().getName() + " as a " + kind);
    };
  }
}
