package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The management port of a long-running process, if somebody wants one: `management.server.port`
/// in the configuration file, or `MANAGEMENT_SERVER_PORT`. Without one nothing of Spring is loaded,
/// and it need not even be on the class path.
public final class ManagementPort implements AutoCloseable {

  private final AutoCloseable application;

  private ManagementPort(AutoCloseable application) {
    this.application = application;
  }

  /// Begins to open it if it is wanted; returns at once.
  ///
  /// @param warn gets one line if it cannot be opened; the guests go on without it
  /// @param metrics what the server of the guest counts, or `null`
  public static ManagementPort open(
      JawaConfiguration configuration, @Nullable ProxyMetrics metrics, Consumer<String> warn) {
    String port = configuration.spring("management.server.port");
    return new ManagementPort(
        port == null ? () -> {} : Management.start(configuration, port, metrics, warn));
  }

  /// As [#open(JawaConfiguration, ProxyMetrics, Consumer)], for a process without such a server.
  public static ManagementPort open(JawaConfiguration configuration, Consumer<String> warn) {
    return open(configuration, null, warn);
  }

  @Override
  public void close() {
    try {
      application.close();
    } catch (Exception e) {
      throw new IllegalStateException("closing the management port", e);
    }
  }
}
