package dev.jawa.app.config;

import java.util.function.Consumer;

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
  /// @param shown what it tells besides what the JVM does
  /// @param told gets a line that says where it is
  /// @param warn gets one line if it cannot be opened; the guests go on without it
  public static ManagementPort open(
      JawaConfiguration configuration, Shown shown, Consumer<String> told, Consumer<String> warn) {
    String port = configuration.spring("management.server.port");
    return new ManagementPort(
        port == null ? () -> {} : Management.start(configuration, port, shown, told, warn));
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
