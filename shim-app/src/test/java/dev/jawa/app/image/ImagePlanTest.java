package dev.jawa.app.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePlanTest {

  @Test
  void saysWhichPlatformItIsFor() {
    assertThat(Platform.parse("wasip1/wasm")).isEqualTo(Platform.WASM);
    assertThat(Platform.parse("linux/arm/v7")).isEqualTo(new Platform("linux", "arm", "v7"));
    assertThatThrownBy(() -> Platform.parse("linux"))
        .hasMessage("linux: no platform; write it as wasip1/wasm or linux/amd64");
    Platform linux = Platform.parse("linux/amd64");
    List<Path> files = List.of(Path.of("a.wasm"));
    assertThatThrownBy(() -> new ImagePlan("a:b", "b", files, ImageForm.WASM_LAYERS, linux))
        .hasMessageContaining("only looked for in images of the architecture wasm");
  }

  @ParameterizedTest
  @CsvSource({
    "app:v1, docker.io/library/app:v1",
    "team/app:v1, docker.io/team/app:v1",
    "r.example/app:v1, ",
    "localhost/app:v1, ",
    "host:5000/app:v1, "
  })
  void isFoundByItsNameInDockerToo(String reference, String other) {
    ImagePlan plan =
        new ImagePlan(reference, "v1", List.of(Path.of("a.wasm")), ImageForm.TAR_LAYER);
    assertThat(plan.references())
        .isEqualTo(other == null ? List.of(reference) : List.of(reference, other));
  }
}
