package dev.jawa.app.oci;

import dev.jawa.shim.api.cri.DNSConfig;
import dev.jawa.shim.api.cri.PodSandboxConfig;
import dev.jawa.shim.api.types.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// The root file system of what holds a pod's namespaces. In it are the files that all containers
/// of the pod have in common, too. It is in memory, in the folder that containerd unmounts when it
/// removes the pod, whatever became of this process.
///
/// @param root where it is mounted
/// @param shared what containers see of it: the file or folder in it, by where they have it
public record PodFolder(Path root, Map<String, Path> shared) {

  /// The program that waits.
  static final String PROGRAM = "pause";

  private static final Mount MEMORY =
      Mount.newBuilder()
          .setType("tmpfs")
          .setSource("jawa-pod")
          .addAllOptions(List.of("nosuid", "nodev", "mode=755", "size=65m"))
          .build();

  /// Makes it.
  ///
  /// @throws OciException if that fails; nothing is mounted then
  public static PodFolder make(Path root, PodSandboxConfig config, PodSpec spec) {
    RootfsMounts.mount(List.of(MEMORY), root);
    try {
      return fill(root, config, spec);
    } catch (IOException e) {
      RootfsMounts.unmount(root);
      throw new OciException("cannot write the pod's files: " + e.getMessage(), e);
    }
  }

  private static PodFolder fill(Path root, PodSandboxConfig config, PodSpec spec)
      throws IOException {
    for (String name : List.of("proc", "dev", "sys", "etc")) {
      Files.createDirectory(root.resolve(name));
    }
    PauseProgram.write(root.resolve(PROGRAM));
    Map<String, Path> shared = new LinkedHashMap<>();
    String hostname =
        spec.onHostNetwork() || config.getHostname().isEmpty() ? hostname() : config.getHostname();
    shared.put("/etc/hostname", write(root, "hostname", hostname + "\n"));
    shared.put("/etc/hosts", write(root, "hosts", ofHost("/etc/hosts")));
    String names =
        config.hasDnsConfig() ? resolver(config.getDnsConfig()) : ofHost("/etc/resolv.conf");
    shared.put("/etc/resolv.conf", write(root, "resolv.conf", names));
    if (!spec.withHostIpc()) {
      shared.put("/dev/shm", sharedMemory(root));
    }
    return new PodFolder(root, shared);
  }

  private static Path sharedMemory(Path root) throws IOException {
    Path folder = Files.createDirectory(root.resolve("shm"));
    // As /tmp: everybody's, but each file its owner's.
    Files.setAttribute(folder, "unix:mode", 01777);
    return folder;
  }

  private static Path write(Path root, String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve("etc").resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private static String ofHost(String file) throws IOException {
    Path path = Path.of(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  private static String hostname() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }

  /// As resolv.conf(5) has it.
  static String resolver(DNSConfig names) {
    StringJoiner lines = new StringJoiner("\n", "", "\n").setEmptyValue("");
    if (names.getSearchesCount() > 0) {
      lines.add("search " + String.join(" ", names.getSearchesList()));
    }
    names.getServersList().forEach(server -> lines.add("nameserver " + server));
    if (names.getOptionsCount() > 0) {
      lines.add("options " + String.join(" ", names.getOptionsList()));
    }
    return lines.toString();
  }

  /// A container's configuration with the pod's files in it, but for those that it has others for.
  public RuntimeSpec dress(RuntimeSpec spec) {
    return spec.withPodFiles(shared);
  }

  /// Takes it away.
  public void remove() {
    RootfsMounts.unmount(root);
  }
}
