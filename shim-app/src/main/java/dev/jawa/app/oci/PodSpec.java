package dev.jawa.app.oci;

import dev.jawa.shim.api.cri.LinuxPodSandboxConfig;
import dev.jawa.shim.api.cri.NamespaceMode;
import dev.jawa.shim.api.cri.NamespaceOption;
import dev.jawa.shim.api.cri.PodSandboxConfig;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `config.json` of what holds a pod's namespaces: a program that only waits, without rights,
/// in a root file system of a few files. The choices are those of containerd's own pause
/// containers.
public final class PodSpec {

  private static final JsonMapper JSON = new JsonMapper();

  /// Containerd's unless the pod says otherwise: everybody may bind every port and send pings.
  private static final Map<String, String> OWN_NETWORK =
      Map.of(
          "net.ipv4.ip_unprivileged_port_start", "0", "net.ipv4.ping_group_range", "0 2147483647");

  private final PodSandboxConfig config;
  private final NamespaceOption namespaces;

  /// @param config what kubelet wants of the pod
  public PodSpec(PodSandboxConfig config) {
    this.config = config;
    this.namespaces = config.getLinux().getSecurityContext().getNamespaceOptions();
    if (namespaces.hasUsernsOptions()
        && namespaces.getUsernsOptions().getMode() == NamespaceMode.POD) {
      throw new OciException(
          "a pod with users of its own (hostUsers: false) needs sandboxer = \"podsandbox\" in"
              + " containerd's configuration of this runtime");
    }
  }

  /// Whether it lives in the machine's own network.
  boolean onHostNetwork() {
    return namespaces.getNetwork() == NamespaceMode.NODE;
  }

  /// Whether it sees the shared memory of the machine's own processes.
  boolean withHostIpc() {
    return namespaces.getIpc() == NamespaceMode.NODE;
  }

  /// The configuration as JSON.
  ///
  /// @param namespace of containerd
  /// @param id of the pod
  /// @param netns the path of its network, empty for a new one or the machine's own
  public String json(String namespace, String id, String netns) {
    ObjectNode tree = JSON.createObjectNode().put("ociVersion", "1.0.2");
    process(tree.putObject("process"));
    tree.putObject("root").put("path", "rootfs").put("readonly", true);
    if (!onHostNetwork() && !config.getHostname().isEmpty()) {
      tree.put("hostname", config.getHostname());
    }
    mounts(tree.putArray("mounts"));
    ObjectNode linux = tree.putObject("linux");
    linux.put("cgroupsPath", cgroupsPath(config.getLinux(), namespace, id));
    linux.putObject("resources").putObject("cpu").put("shares", 2);
    namespaces(linux.putArray("namespaces"), netns);
    sysctls(linux.putObject("sysctl"));
    return JSON.writeValueAsString(tree);
  }

  private static void process(ObjectNode process) {
    process.putArray("args").add("/" + PodFolder.PROGRAM);
    process.put("cwd", "/").put("noNewPrivileges", true);
    process.putObject("user").put("uid", 65535).put("gid", 65535);
    process.putObject("capabilities");
  }

  private static void mounts(ArrayNode mounts) {
    ObjectNode proc = mounts.addObject().put("destination", "/proc").put("type", "proc");
    proc.put("source", "proc").putArray("options").add("nosuid").add("noexec").add("nodev");
    ObjectNode dev = mounts.addObject().put("destination", "/dev").put("type", "tmpfs");
    dev.put("source", "tmpfs").putArray("options").add("nosuid").add("mode=755").add("size=64k");
  }

  private void namespaces(ArrayNode list, String netns) {
    list.addObject().put("type", "mount");
    if (!onHostNetwork()) {
      ObjectNode network = list.addObject().put("type", "network");
      if (!netns.isEmpty()) {
        network.put("path", netns);
      }
      list.addObject().put("type", "uts");
    }
    if (!withHostIpc()) {
      list.addObject().put("type", "ipc");
    }
    if (namespaces.getPid() != NamespaceMode.NODE) {
      list.addObject().put("type", "pid");
    }
  }

  private void sysctls(ObjectNode sysctl) {
    if (!onHostNetwork()) {
      OWN_NETWORK.forEach(sysctl::put);
    }
    config.getLinux().getSysctlsMap().forEach(sysctl::put);
  }

  // In the form that the containers of the pod have theirs: SLICE:PREFIX:NAME with systemd.
  private static String cgroupsPath(LinuxPodSandboxConfig linux, String namespace, String id) {
    String parent = linux.getCgroupParent();
    if (parent.isEmpty()) {
      return "/" + namespace + "/" + id;
    }
    Path name = Path.of(parent).getFileName();
    return name != null && name.toString().endsWith(".slice")
        ? name + ":cri-containerd:" + id
        : Path.of(parent, id).toString();
  }
}
