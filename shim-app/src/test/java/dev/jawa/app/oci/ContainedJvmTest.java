package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainedJvmTest {

  private static final RuntimeSpec SPEC =
      RuntimeSpec.parse(
          """
          {"process": {"args": ["/app.wasm#go", "x"], "env": ["A=1"], "user": {"uid": 7}},
           "root": {"path": "rootfs", "readonly": true},
           "mounts": [{"type": "proc", "source": "proc", "destination": "/proc"}],
           "linux": {"seccomp": {"defaultAction": "SCMP_ACT_ERRNO"}}}
          """);

  private final ContainedJvm jvm =
      new ContainedJvm(
          Path.of("/jdk"),
          Path.of("/opt/jawa"),
          "/opt/jawa/lib/jawa.jar",
          List.of("-XX:A"),
          "Main");

  @Test
  void isTheContainersProgramWithTheGuestsArguments() {
    RuntimeSpec process = jvm.asProgramOf(SPEC, Map.of("engine", "chicory"));
    assertThat(process.args())
        .containsExactly(
            "/jdk/bin/java",
            "-XX:A",
            "-XX:MaxRAMPercentage=60",
            "-Djawa.setting.engine=chicory",
            "-cp",
            "/opt/jawa/lib/jawa.jar",
            "Main",
            "/app.wasm#go",
            "x");
    assertThat(process.environment()).containsEntry("A", "1").containsKey("LD_LIBRARY_PATH");
    assertThat(process.user().uid()).isEqualTo(7);
  }

  @Test
  void bringsItsFilesAndChangesNothingElse() {
    String config = jvm.config(SPEC, Path.of("/b/rootfs"), Map.of(), Path.of("/t/layers"));
    RuntimeSpec made = RuntimeSpec.parse(config);
    assertThat(made.bindMounts())
        .contains(
            new RuntimeSpec.BindMount("/jdk", "/jdk"),
            new RuntimeSpec.BindMount("/opt/jawa", "/opt/jawa"),
            new RuntimeSpec.BindMount("/t/layers", "/.jawa/layers"))
        .anyMatch(mount -> mount.destination().equals("/.jawa/lib"));
    assertThat(config).contains("SCMP_ACT_ERRNO", "\"readonly\":true", "\"proc\"");
    assertThat(made.rootPath()).isEqualTo("/b/rootfs");
  }

  @Test
  void namesItsFilesAsTheyAreCalledInTheContainer(@TempDir Path temp) throws IOException {
    Path folder = temp.toRealPath();
    Files.createDirectories(folder.resolve("bin"));
    Path real = Files.createDirectories(folder.resolve("lib/jawa"));
    Path said = folder.resolve("bin/../lib/jawa");
    ContainedJvm linked =
        new ContainedJvm(
            Path.of("/jdk"),
            said,
            said + "/lib/a.jar:" + said + "/lib/b.jar",
            List.of("-XX:A", "--upgrade-module-path=" + said + "/c.jar:" + said + "/d.jar"),
            "Main");
    assertThat(linked.byRealNames())
        .isEqualTo(
            new ContainedJvm(
                Path.of("/jdk"),
                real,
                real + "/lib/a.jar:" + real + "/lib/b.jar",
                List.of("-XX:A", "--upgrade-module-path=" + real + "/c.jar:" + real + "/d.jar"),
                "Main"));
  }

  @Test
  void isLikeThisOneWithoutWhatIsTheDaemons() {
    ContainedJvm same = ContainedJvm.likeThis("Main");
    assertThat(same.home().resolve("bin/java")).isExecutable();
    assertThat(same.flags()).noneMatch(flag -> flag.startsWith("-XX:InitialHeapSize"));
  }
}
