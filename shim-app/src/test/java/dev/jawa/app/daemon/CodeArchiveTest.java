package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeArchiveTest {

  private static final byte[] ENCODED =
      new CodeArchive(
              7, "engine-1", "sha256:00", Map.of("a", new byte[] {1, 2, 3}, "b", new byte[0]))
          .encode();

  @Test
  void givesBackWhatItWasMadeOf() {
    CodeArchive archive = CodeArchive.decode(ENCODED);
    assertThat(archive).isNotNull();
    assertThat(archive.madeAt()).isEqualTo(7);
    assertThat(archive.kind()).isEqualTo("engine-1");
    assertThat(archive.layer()).isEqualTo("sha256:00");
    assertThat(archive.code()).containsOnlyKeys("a", "b");
    assertThat(archive.code().get("a")).containsExactly(1, 2, 3);
  }

  @Test
  void refusesWhatIsNone() {
    for (int length = 0; length < ENCODED.length; length++) {
      assertThat(CodeArchive.decode(Arrays.copyOf(ENCODED, length))).isNull();
    }
    byte[] other = ENCODED.clone();
    other[0]++;
    assertThat(CodeArchive.decode(other)).isNull();
    // A length that is not there.
    byte[] longer = ENCODED.clone();
    Arrays.fill(longer, longer.length - 12, longer.length, (byte) 0x7f);
    assertThat(CodeArchive.decode(longer)).isNull();
  }
}
