package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.config.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DaemonSettingsTest {

  @Test
  void hasDefaults() {
    assertThat(DaemonSettings.read(_ -> null)).isEqualTo(DaemonSettings.DEFAULT);
  }

  @Test
  void readsWhatIsSet() {
    Map<String, String> set =
        Map.of(
            "daemon.idle", "1s",
            "daemon.spare", "2ms",
            "daemon.start-limit", "90",
            "daemon.guests-kept", "3",
            "daemon.idle-instance-memory", "0x100",
            "daemon.log-format", "json",
            "daemon.image-code", "1000000",
            "daemon.protocol", "grpc",
            "runc", "/opt/crun");
    assertThat(DaemonSettings.read(set::get))
        .isEqualTo(
            new DaemonSettings(
                Duration.ofSeconds(1),
                DaemonSettings.DEFAULT.podIdle(),
                Duration.ofMillis(2),
                Duration.ofSeconds(90),
                3,
                256,
                1_000_000,
                DaemonLog.Format.JSON,
                Protocol.GRPC,
                "/opt/crun"));
  }

  @Test
  void namesWhatItCannotUnderstand() {
    assertThatThrownBy(() -> DaemonSettings.read(Map.of("daemon.guests-kept", "all")::get))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("jawa.daemon.guests-kept=all: invalid digit found in string");
    assertThatThrownBy(() -> DaemonSettings.read(Map.of("daemon.log-format", "xml")::get))
        .hasMessage("jawa.daemon.log-format=xml: text or json");
    assertThatThrownBy(() -> DaemonSettings.read(Map.of("daemon.protocol", "GRPC")::get))
        .hasMessage("jawa.daemon.protocol=GRPC: neither ttrpc nor grpc");
  }
}
