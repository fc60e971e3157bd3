package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuntimeSpecTest {

  private static final RuntimeSpec SPEC =
      RuntimeSpec.parse(
          """
          {"ociVersion": "1.0.2",
           "process": {"terminal": true, "consoleSize": {"height": 1, "width": 2},
                       "user": {"uid": 7, "gid": 8, "additionalGids": [9, 10]}, "args": ["/app.wasm#go", "x"],
                       "env": ["A=1", "B=x=y", "broken", "A=2"], "cwd": "/data"},
           "root": {"path": "rootfs", "readonly": true},
           "annotations": {"jawa.dev/engine": "graalwasm"},
           "hooks": {"createRuntime": [{"path": "/hook"}]},
           "linux": {"cgroupsPath": "/default/id", "namespaces": [{"type": "network"}]}}
          """);

  @Test
  void readsWhatTheGuestIsGiven() {
    assertThat(SPEC.args()).containsExactly("/app.wasm#go", "x");
    assertThat(SPEC.environment()).isEqualTo(Map.of("A", "2", "B", "x=y"));
    assertThat(SPEC.cwd()).isEqualTo("/data");
    assertThat(SPEC.user()).isEqualTo(new RuntimeSpec.User(7, 8, List.of(9, 10), 0022));
    assertThat(SPEC.rootPath()).isEqualTo("rootfs");
    assertThat(SPEC.annotations()).isEqualTo(Map.of("jawa.dev/engine", "graalwasm"));
  }

  /// Its superuser is nobody special outside.
  @Test
  void inAUserNamespaceTheUserHasOtherNumbersOnTheMachine() {
    RuntimeSpec spec =
        RuntimeSpec.parse(
            """
            {"process": {"user": {"uid": 0, "gid": 10, "additionalGids": [2000, 9]}},
             "linux": {"uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}],
                       "gidMappings": [{"containerID": 0, "hostID": 7, "size": 10},
                                       {"containerID": 10, "hostID": 5000, "size": 1}]}}
            """);
    assertThat(spec.user()).isEqualTo(new RuntimeSpec.User(100000, 5000, List.of(65534, 16), 0022));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "63, 077", "2, 02", "511, 0777"})
  void readsTheUmaskThatSomebodySays(int said, String umask) {
    RuntimeSpec spec =
        RuntimeSpec.parse("{\"process\": {\"user\": {\"umask\": %d}}}".formatted(said));
    assertThat(spec.user().umask()).isEqualTo(Integer.parseInt(umask, 8));
  }

  @Test
  void changesOnlyTheProgramForTheHolder() {
    RuntimeSpec holder = RuntimeSpec.parse(SPEC.forHolder("/proc/self/fd/3", "/b/rootfs"));

    assertThat(holder.args()).containsExactly("/proc/self/fd/3");
    assertThat(holder.rootPath()).isEqualTo("/b/rootfs");
    assertThat(holder.cwd()).isEqualTo("/data");
    assertThat(SPEC.forHolder("/p", "/r"))
        .contains("\"terminal\":false", "\"readonly\":true", "\"uid\":7", "createRuntime")
        .doesNotContain("consoleSize");
    assertThat(SPEC.args()).isEqualTo(List.of("/app.wasm#go", "x"));
  }

  @Test
  void leavesOutClocksOfItsOwnThatGoAsTheMachines() {
    String docker =
        "{\"linux\": {%s\"namespaces\": [{\"type\": \"time\"%s}, {\"type\": \"ipc\"}]}}";
    assertThat(RuntimeSpec.parse(docker.formatted("", "")).forHolder("/p", "/r"))
        .contains("ipc")
        .doesNotContain("time");
    assertThat(RuntimeSpec.parse(docker.formatted("", "")).forNative("/r"))
        .contains("ipc")
        .doesNotContain("time");
    String offset = "\"timeOffsets\": {\"boottime\": {\"secs\": 1}}, ";
    assertThat(RuntimeSpec.parse(docker.formatted(offset, "")).forNative("/r"))
        .contains("\"type\":\"time\"");
    assertThat(RuntimeSpec.parse(docker.formatted("", ", \"path\": \"/t\"")).forNative("/r"))
        .contains("\"type\":\"time\"");
  }

  @Test
  void hasDefaultsForWhatIsMissing() {
    RuntimeSpec empty = RuntimeSpec.parse("{}");

    assertThat(empty.args()).isEmpty();
    assertThat(empty.environment()).isEmpty();
    assertThat(empty.cwd()).isEqualTo("/");
    assertThat(empty.user()).isEqualTo(new RuntimeSpec.User(0, 0, List.of(), 0022));
    assertThat(empty.rootPath()).isEqualTo("rootfs");
    assertThat(empty.annotations()).isEmpty();
    assertThat(empty.cgroupsPath()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "system.slice:docker:abc, true",
    "kubepods-burstable.slice:cri-containerd:abc, true",
    "/default/id, false",
    "/a:b/id, false",
    "'', false"
  })
  void knowsTheCgroupPathsOfSystemd(String path, boolean systemd) {
    RuntimeSpec spec = RuntimeSpec.parse("{\"linux\": {\"cgroupsPath\": \"%s\"}}".formatted(path));
    assertThat(spec.systemdCgroup()).isEqualTo(systemd);
  }

  @Test
  void saysWhatIsWrongWithTheFile(@TempDir Path folder) {
    assertThatThrownBy(() -> RuntimeSpec.parse("[]")).hasMessage("config.json is no JSON object");
    assertThatThrownBy(() -> RuntimeSpec.parse("{"))
        .isInstanceOf(OciException.class)
        .hasMessageStartingWith("config.json is no JSON: ");
    assertThatThrownBy(() -> RuntimeSpec.read(new Bundle(folder)))
        .isInstanceOf(OciException.class)
        .hasMessageStartingWith("cannot read " + folder.resolve("config.json"));
  }
}
