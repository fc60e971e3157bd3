package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayLayersTest {

  @Test
  void tellsLayersFromTheFolderTheyAreIn() {
    List<String> options =
        List.of("index=off", "upperdir=/s/9/fs", "lowerdir=/s/3/fs:/s/12/fs:/s/1\\:0/fs");

    assertThat(OverlayLayers.of(options))
        .isEqualTo(
            new OverlayLayers(
                Path.of("/s"),
                List.of("index=off", "upperdir=/s/9/fs", "lowerdir=3/fs:12/fs:1\\:0/fs")));
  }

  @Test
  void oneLayerIsInItsFolder() {
    assertThat(OverlayLayers.of(List.of("lowerdir=/a/b/c")))
        .isEqualTo(new OverlayLayers(Path.of("/a/b"), List.of("lowerdir=c")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"index=off", "lowerdir=/a/x:/b/x", "lowerdir=a/x:/a/y", "lowerdir="})
  void leavesAloneWhatHasNoFolderInCommon(String option) {
    assertThat(OverlayLayers.of(List.of(option))).isNull();
  }
}
