package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MountsTest {

  @ParameterizedTest
  @CsvSource({"/plain,/plain", "/a\\040b,/a b", "/tab\\011and\\134,/tab\tand\\"})
  void readsPathsAsTheKernelWritesThem(String field, String path) {
    assertThat(Mounts.unescape(field)).isEqualTo(path.replace("\\t", "\t"));
  }

  @Test
  void findsMountsAtAndBelowAPlaceOnly() throws Exception {
    assertThat(Mounts.targetsBelow(Path.of("/proc"))).contains(Path.of("/proc"));
    assertThat(Mounts.targetsBelow(Path.of("/pro"))).isEmpty();
  }

  @Test
  void knowsWhatFitsInAPage() {
    assertThat(Mounts.fits("x".repeat(4095))).isTrue();
    assertThat(Mounts.fits("x".repeat(4096))).isFalse();
  }
}
