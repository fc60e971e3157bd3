package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MountOptionsTest {

  record Row(String options, long flags, long propagation, String data, boolean needsHelper) {}

  static Row[] rows() {
    return new Row[] {
      new Row("", 0, 0, "", false),
      new Row("index=off,lowerdir=/a:/b", 0, 0, "index=off,lowerdir=/a:/b", false),
      new Row("rbind,ro", 4096 | 16384 | 1, 0, "", false),
      new Row("ro,rw,nosuid,nodev,noexec", 2 | 4 | 8, 0, "", false),
      new Row("bind,rprivate", 4096, (1 << 18) | 16384, "", false),
      new Row("loop,ro,discard", 1, 0, "discard", true),
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void tellsFlagsFromData(Row row) {
    List<String> options = row.options().isEmpty() ? List.of() : List.of(row.options().split(","));
    assertThat(MountOptions.parse(options))
        .isEqualTo(new MountOptions(row.flags(), row.propagation(), row.data(), row.needsHelper()));
  }
}
