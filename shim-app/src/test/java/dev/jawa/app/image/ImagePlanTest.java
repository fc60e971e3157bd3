package dev.jawa.app.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePlanTest {

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
