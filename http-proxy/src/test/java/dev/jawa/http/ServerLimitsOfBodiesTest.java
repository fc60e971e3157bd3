package dev.jawa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ServerLimitsOfBodiesTest {

  private static final long GIB = 1L << 30;

  private static ServerLimits limits(int bodyBuffer, int requests) {
    return ProxyOptions.builder(new InetSocketAddress("127.0.0.1", 0))
        .bodyBuffer(bodyBuffer)
        .maxConcurrentRequests(requests)
        .build()
        .limits();
  }

  @Test
  void givesEachBodyWhatIsAskedWhereTheHeapHasRoomForAll() {
    assertThat(limits(512 << 10, 1000).bodyBuffer(4 * GIB)).isEqualTo(512 << 10);
    assertThat(limits(8 << 20, 16).bodyBuffer(GIB)).isEqualTo(8 << 20);
  }

  @Test
  void sharesAnEighthOfTheHeapOtherwise() {
    assertThat(limits(512 << 10, 1024).bodyBuffer(GIB)).isEqualTo(128 << 10);
    assertThat(limits(8 << 20, 17).bodyBuffer(GIB)).isLessThan(8 << 20);
  }

  @Test
  void leavesEachBodyOneReadOfASocket() {
    assertThat(limits(512 << 10, 100_000).bodyBuffer(GIB)).isEqualTo(64 << 10);
    assertThat(limits(4 << 10, 100_000).bodyBuffer(GIB)).isEqualTo(4 << 10);
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> limits(0, 1)).hasMessage("bodyBuffer must be at least 1, is 0");
  }
}
