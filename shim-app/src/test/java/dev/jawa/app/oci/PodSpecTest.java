package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.shim.api.cri.DNSConfig;
import dev.jawa.shim.api.cri.LinuxPodSandboxConfig;
import dev.jawa.shim.api.cri.LinuxSandboxSecurityContext;
import dev.jawa.shim.api.cri.NamespaceMode;
import dev.jawa.shim.api.cri.NamespaceOption;
import dev.jawa.shim.api.cri.PodSandboxConfig;
import dev.jawa.shim.api.cri.UserNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PodSpecTest {

  private static PodSandboxConfig.Builder pod(NamespaceOption namespaces) {
    return PodSandboxConfig.newBuilder()
        .setHostname("pod-1")
        .setLinux(
            LinuxPodSandboxConfig.newBuilder()
                .putSysctls("kernel.shm_rmid_forced", "1")
                .setSecurityContext(
                    LinuxSandboxSecurityContext.newBuilder().setNamespaceOptions(namespaces)));
  }

  private static JsonNode json(PodSandboxConfig config, String netns) {
    return new JsonMapper().readTree(new PodSpec(config).json("k8s.io", "id", netns));
  }

  private static List<String> namespaces(JsonNode spec) {
    return spec.path("linux")
        .path("namespaces")
        .valueStream()
        .map(entry -> entry.path("type").stringValue() + "=" + entry.path("path").asString(""))
        .toList();
  }

  @Test
  void aPodHasNamespacesOfItsOwnAndTheNetworkItIsGiven() {
    JsonNode spec = json(pod(NamespaceOption.getDefaultInstance()).build(), "/run/netns/x");
    assertThat(namespaces(spec))
        .containsExactly("mount=", "network=/run/netns/x", "uts=", "ipc=", "pid=");
    assertThat(spec.path("hostname").stringValue()).isEqualTo("pod-1");
    assertThat(spec.path("linux").path("sysctl").propertyNames())
        .contains("kernel.shm_rmid_forced", "net.ipv4.ip_unprivileged_port_start");
    assertThat(spec.path("linux").path("cgroupsPath").stringValue()).isEqualTo("/k8s.io/id");
  }

  @Test
  void aPodOfTheMachinesNamespacesHasNone() {
    NamespaceOption host =
        NamespaceOption.newBuilder()
            .setNetwork(NamespaceMode.NODE)
            .setPid(NamespaceMode.NODE)
            .setIpc(NamespaceMode.NODE)
            .build();
    JsonNode spec = json(pod(host).build(), "");
    assertThat(namespaces(spec)).containsExactly("mount=");
    assertThat(spec.has("hostname")).isFalse();
    assertThat(spec.path("linux").path("sysctl").propertyNames())
        .containsExactly("kernel.shm_rmid_forced");
  }

  @ParameterizedTest
  @CsvSource({
    "/kubepods/pod1, /kubepods/pod1/id",
    "kubepods-pod1.slice, kubepods-pod1.slice:cri-containerd:id",
    "/kubepods.slice/kubepods-pod1.slice, kubepods-pod1.slice:cri-containerd:id"
  })
  void itsCgroupIsBesideThoseOfItsContainers(String parent, String path) {
    PodSandboxConfig.Builder config = pod(NamespaceOption.getDefaultInstance());
    config.getLinuxBuilder().setCgroupParent(parent);
    assertThat(json(config.build(), "").path("linux").path("cgroupsPath").stringValue())
        .isEqualTo(path);
  }

  @Test
  void refusesUsersOfItsOwn() {
    NamespaceOption users =
        NamespaceOption.newBuilder()
            .setUsernsOptions(UserNamespace.newBuilder().setMode(NamespaceMode.POD))
            .build();
    PodSandboxConfig config = pod(users).build();
    assertThatThrownBy(() -> new PodSpec(config))
        .isInstanceOf(OciException.class)
        .hasMessageContaining("hostUsers: false");
  }

  @Test
  void writesTheNameServersAsAResolverReadsThem() {
    DNSConfig names =
        DNSConfig.newBuilder()
            .addServers("10.0.0.10")
            .addServers("10.0.0.11")
            .addSearches("default.svc")
            .addSearches("svc")
            .addOptions("ndots:5")
            .build();
    assertThat(PodFolder.resolver(names))
        .isEqualTo(
            "search default.svc svc\nnameserver 10.0.0.10\nnameserver 10.0.0.11\noptions ndots:5\n");
    assertThat(PodFolder.resolver(DNSConfig.getDefaultInstance())).isEmpty();
  }

  @Test
  void aContainersOwnFilesWinOverThoseOfItsPod() {
    RuntimeSpec spec =
        RuntimeSpec.parse(
            """
            {"annotations": {"io.kubernetes.cri.sandbox-id": "p"}, "mounts": [
              {"destination": "/dev/shm", "type": "tmpfs", "source": "shm"},
              {"destination": "/etc/hosts", "type": "bind", "source": "/kubelets", "options": ["rbind"]}]}
            """);
    Map<String, Path> files =
        Map.of("/dev/shm", Path.of("/pod/shm"), "/etc/hosts", Path.of("/pod/hosts"));
    PodFolders folders = new PodFolders();
    assertThat(folders.dress(spec)).isSameAs(spec);
    folders.add("p", new PodFolder(Path.of("/pod"), files));

    assertThat(folders.dress(spec).bindMounts())
        .containsExactlyInAnyOrder(
            new RuntimeSpec.BindMount("/kubelets", "/etc/hosts"),
            new RuntimeSpec.BindMount("/pod/shm", "/dev/shm"));
    assertThat(folders.dress(spec).forNative("/root")).doesNotContain("tmpfs");
  }
}
