package dev.jawa.app.daemon;

import dev.jawa.app.config.JawaConfiguration;
import dev.jawa.app.guest.GuestCode;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.trace.Tracing;
import dev.jawa.engine.EngineOptions;
import java.time.InstantSource;

/// What of a daemon does not depend on whose it is.
record DaemonParts(
    JawaConfiguration configuration,
    DaemonSettings settings,
    DaemonLog log,
    Tracing tracing,
    EngineGuests guests) {

  /// `(module (func (export "_start")))`
  private static final byte[] NOTHING = {
    0, 'a', 's', 'm', 1, 0, 0, 0, // preamble
    1, 4, 1, 0x60, 0, 0, // types
    3, 2, 1, 0, // functions
    7, 10, 1, 6, '_', 's', 't', 'a', 'r', 't', 0, 0, // exports
    10, 4, 1, 2, 0, 0x0b, // code
  };

  static DaemonParts make() {
    JawaConfiguration configuration = JawaConfiguration.load(System.getenv());
    DaemonSettings settings = DaemonSettings.read(configuration::get);
    DaemonLog log = new DaemonLog(System.err, InstantSource.system(), settings.logFormat());
    Thread.setDefaultUncaughtExceptionHandler(log::bug);
    return new DaemonParts(
        configuration,
        settings,
        log,
        Tracing.of(System.getenv(), log::warn),
        new EngineGuests(
            new EngineOptions(configuration.cacheFolder(), false), settings.guestsKept()));
  }

  /// Has the engine and what guests need of the JVM there before the first of them comes.
  void warmUp() {
    try {
      var _ = guests.load(configuration.engine(), GuestCode.of("nothing", NOTHING), GuestKind.HTTP);
    } catch (GuestException e) {
      // The first container is told the same, in its own words.
      log.warn("could not warm up: " + e.getMessage());
    }
  }
}
