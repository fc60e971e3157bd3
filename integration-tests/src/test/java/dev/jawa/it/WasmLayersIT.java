package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Images whose layers are wasm files, which containerd hands out but does not unpack. The
/// distribution's 1.6 cannot make a container of them at all.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class WasmLayersIT {

  private static final ContainerdVersion VERSION = ContainerdVersion.V2_4;

  private PrivateContainerd containerd;

  @BeforeAll
  void start() throws Exception {
    Optional<String> missing = VERSION.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    containerd = PrivateContainerd.start(VERSION, Map.of());
  }

  @AfterAll
  void stop() {
    if (containerd != null) {
      containerd.close();
    }
  }

  private Ended run(String image, String id, String... arguments) {
    String[] all = new String[arguments.length + 6];
    List<String> start = List.of("run", "--rm", "--runtime", "io.containerd.jawa.v1", image, id);
    System.arraycopy(start.toArray(), 0, all, 0, start.size());
    System.arraycopy(arguments, 0, all, start.size(), arguments.length);
    return containerd.ctrWithInput("a\nb\n", all);
  }

  private String imported(String name, List<Path> files) throws Exception {
    Path archive = containerd.buildImage("jawa.test", name, files, "--wasm-layers");
    assertThat(containerd.ctr("image", "import", archive.toString()).err()).isEmpty();
    return "jawa.test/" + name + ":latest";
  }

  @Test
  void runsTheOnlyLayer() throws Exception {
    String image = imported("one", List.of(Jawa.COUNT_LINES));
    assertThat(run(image, "one")).isEqualTo(new Ended(0, "2 -\n", ""));
  }

  @Test
  void runsTheLayerThatIsNamed() throws Exception {
    String image = imported("two", List.of(Jawa.HELLO_HTTP, Jawa.COUNT_LINES));
    assertThat(run(image, "two", "count-lines.wasm")).isEqualTo(new Ended(0, "2 -\n", ""));
    assertThat(run(image, "three", "other.wasm").err())
        .contains("other.wasm: the image has 2 wasm layers and none of this name");
  }
}
