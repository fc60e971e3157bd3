package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the management port of a process shows besides the JVM.
///
/// @param server what the server of the one guest counts, or `null`
/// @param containers those of a daemon, as they are when somebody asks
public record Shown(@Nullable ProxyMetrics server, Supplier<List<ContainerNumbers>> containers) {

  /// One guest.
  public static Shown server(@Nullable ProxyMetrics server) {
    return new Shown(server, List::of);
  }

  /// The containers of a daemon.
  public static Shown containers(Supplier<List<ContainerNumbers>> containers) {
    return new Shown(null, containers);
  }
}
