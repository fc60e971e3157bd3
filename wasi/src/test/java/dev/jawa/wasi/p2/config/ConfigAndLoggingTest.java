package dev.jawa.wasi.p2.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.FakeGuest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigAndLoggingTest {

  private final FakeGuest guest = new FakeGuest(b -> b.config(Map.of("host", "example.org")));

  @Test
  void tellsOneVariableAndAll() {
    assertThat(guest.ok(Optional.class, "wasi:config/store#get", "host")).hasValue("example.org");
    assertThat(guest.ok(Optional.class, "wasi:config/store#get", "port")).isEmpty();
    assertThat(guest.ok(List.class, "wasi:config/store#get-all"))
        .usingRecursiveComparison()
        .isEqualTo(Collections.singletonList(new Object[] {"host", "example.org"}));
  }

  @ParameterizedTest
  @CsvSource({
    "0, '', started, TRACE started",
    "3, cache, full, WARN cache: full",
    "5, 'a b', 'gone\n', CRITICAL a b: gone"
  })
  void logsALineOnStderr(int level, String context, String message, String line) {
    guest.call("wasi:logging/logging#log", level, context, message.replace("\\n", "\n"));
    assertThat(guest.stderr.text()).isEqualTo(line + "\n");
  }
}
