package dev.jawa.app.daemon;

import dev.jawa.app.config.ConfigurationException;
import dev.jawa.app.options.OptionValue;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What an installation may change about the daemon, as `jawa.daemon.NAME` in its configuration.
///
/// @param idle how long it waits for another container before it ends
/// @param podIdle the same for the daemon of one pod
/// @param spare how long a JVM that was started for the next pod waits for it; none is where it is
///   0
/// @param startLimit how long it may take to be ready
/// @param guestsKept how many compiled guests are kept for containers to come
/// @param idleInstanceMemory how many bytes the instances of all containers keep together between
///   requests
/// @param imageCode how many bytes of compiled code may be kept with a wasm layer of an image in
///   containerd; none is where it is 0
/// @param logFormat how the lines of its log look
/// @param protocol what it speaks besides ttrpc
/// @param runc the OCI runtime's name on PATH, or its path
record DaemonSettings(
    Duration idle,
    Duration podIdle,
    Duration spare,
    Duration startLimit,
    int guestsKept,
    long idleInstanceMemory,
    long imageCode,
    DaemonLog.Format logFormat,
    Protocol protocol,
    String runc) {

  static final DaemonSettings DEFAULT =
      new DaemonSettings(
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ZERO,
          Duration.ofSeconds(60),
          64,
          Runtime.getRuntime().maxMemory() / 4,
          0,
          DaemonLog.Format.TEXT,
          Protocol.TTRPC,
          "runc");

  /// @param configuration gives the setting of a name, or `null`
  /// @throws ConfigurationException if one cannot be understood
  static DaemonSettings read(Function<String, @Nullable String> configuration) {
    Reader reader = new Reader(configuration);
    return new DaemonSettings(
        reader.value("daemon.idle", OptionValue::duration, DEFAULT.idle()),
        reader.value("daemon.pod-idle", OptionValue::duration, DEFAULT.podIdle()),
        reader.value("daemon.spare", OptionValue::duration, DEFAULT.spare()),
        reader.value("daemon.start-limit", OptionValue::duration, DEFAULT.startLimit()),
        reader.value("daemon.guests-kept", DaemonSettings::count, DEFAULT.guestsKept()),
        reader.value(
            "daemon.idle-instance-memory", OptionValue::number, DEFAULT.idleInstanceMemory()),
        reader.value("daemon.image-code", OptionValue::number, DEFAULT.imageCode()),
        reader.value("daemon.log-format", DaemonLog.Format::parse, DEFAULT.logFormat()),
        reader.value("daemon.protocol", Protocol::parse, DEFAULT.protocol()),
        reader.value("runc", Function.identity(), DEFAULT.runc()));
  }

  private static int count(String text) {
    long count = OptionValue.number(text);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not a number up to " + Integer.MAX_VALUE);
    }
    return (int) count;
  }

  private record Reader(Function<String, @Nullable String> configuration) {

    <T> T value(String name, Function<String, T> parse, T otherwise) {
      String text = configuration.apply(name);
      if (text == null) {
        return otherwise;
      }
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException("jawa." + name + "=" + text + ": " + e.getMessage());
      }
    }
  }
}
