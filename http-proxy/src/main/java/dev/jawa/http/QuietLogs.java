package dev.jawa.http;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import reactor.util.Loggers;

/// Netty and Reactor warn with a stack trace of each client that sends what is no HTTP or no TLS.
/// On the internet that fills disks. Where nobody has set up logging (no SLF4J on the class path),
/// only what is wrong with the server itself is said.
final class QuietLogs {

  /// Held, as the JDK forgets loggers and their levels that nobody holds.
  private static final List<Logger> QUIET =
      List.of(Logger.getLogger("io.netty"), Logger.getLogger("reactor"));

  private QuietLogs() {}

  static void install() {
    if (hasNoLogging()) {
      Loggers.useJdkLoggers();
      QUIET.forEach(logger -> logger.setLevel(Level.OFF));
    }
  }

  private static boolean hasNoLogging() {
    return QuietLogs.class.getClassLoader().getResource("org/slf4j/LoggerFactory.class") == null;
  }
}
