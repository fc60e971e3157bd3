package dev.jawa.app.task;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.SocketPolicy.Use;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowPortsTest {

  private final SocketPolicy policy = new LowPorts(SocketPolicy.ALLOWED, 1024);

  @Test
  void readsTheWholeOfTheMachinesSetting() throws Exception {
    Process cat =
        new ProcessBuilder("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start").start();
    String expected = new String(cat.getInputStream().readAllBytes(), US_ASCII).strip();
    assertThat(LowPorts.setting()).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "TCP_BIND, 0, true",
    "TCP_BIND, 80, false",
    "TCP_BIND, 1023, false",
    "TCP_BIND, 1024, true",
    "UDP_BIND, 53, false",
    "TCP_CONNECT, 80, true",
    "UDP_SEND, 53, true",
    "HTTP_CONNECT, 80, true"
  })
  void keepsTheSuperusersPorts(Use use, int port, boolean allowed) {
    assertThat(policy.allows(use, new InetSocketAddress("127.0.0.1", port))).isEqualTo(allowed);
  }
}
