package dev.jawa.app.oci;

import dev.jawa.wasi.sys.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A container's `config.json`. The tree stays whole, because the holder's configuration is the
/// same but for a few values.
public final class RuntimeSpec {

  /// A user of a container, by the numbers that files have on the machine.
  ///
  /// @param umask what its files are not permitted
  public record User(int uid, int gid, List<Integer> additionalGids, int umask) {
    public User {
      additionalGids = List.copyOf(additionalGids);
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

  /// What the kernel calls whoever has no number.
  private static final int NOBODY = 65534;

  private static final int PERMISSIONS = 0777;

  private final ObjectNode tree;

  private RuntimeSpec(ObjectNode tree) {
    this.tree = tree;
  }

  /// @throws OciException if it is missing or is no such configuration
  public static RuntimeSpec read(Bundle bundle) {
    try {
      return parse(Files.readString(bundle.config()));
    } catch (IOException e) {
      throw new OciException("cannot read " + bundle.config() + ": " + e.getMessage(), e);
    }
  }

  static RuntimeSpec parse(String json) {
    try {
      if (JSON.readTree(json) instanceof ObjectNode tree) {
        return new RuntimeSpec(tree);
      }
      throw new OciException("config.json is no JSON object");
    } catch (JacksonException e) {
      throw new OciException("config.json is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// `process.args`.
  public List<String> args() {
    return strings(tree.path("process").path("args"));
  }

  /// `process.env`, in its order; a later value of a name wins.
  public Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String entry : strings(tree.path("process").path("env"))) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return variables;
  }

  /// `process.cwd`.
  public String cwd() {
    return text(tree.path("process").path("cwd"), "/");
  }

  /// `process.user`: whom the container's files take its program for. In a user namespace the
  /// numbers are the container's own, and those of the machine are others.
  public User user() {
    JsonNode user = tree.path("process").path("user");
    JsonNode uids = tree.path("linux").path("uidMappings");
    JsonNode gids = tree.path("linux").path("gidMappings");
    List<Integer> groups = new ArrayList<>();
    user.path("additionalGids").forEach(group -> groups.add(onMachine(group, gids)));
    int umask = user.path("umask").asInt(FileIdentity.USUAL_UMASK) & PERMISSIONS;
    return new User(
        onMachine(user.path("uid"), uids), onMachine(user.path("gid"), gids), groups, umask);
  }

  private static int onMachine(JsonNode number, JsonNode mappings) {
    long own = number.asLong(0);
    if (mappings.isEmpty()) {
      return (int) own;
    }
    for (JsonNode mapping : mappings) {
      long offset = own - mapping.path("containerID").asLong(0);
      if (offset >= 0 && offset < mapping.path("size").asLong(0)) {
        return (int) (mapping.path("hostID").asLong(0) + offset);
      }
    }
    return NOBODY;
  }

  /// `root.path`.
  public String rootPath() {
    return text(tree.path("root").path("path"), "rootfs");
  }

  public Map<String, String> annotations() {
    Map<String, String> annotations = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : tree.path("annotations").properties()) {
      annotations.put(entry.getKey(), text(entry.getValue(), ""));
    }
    return annotations;
  }

  /// `linux.cgroupsPath`; empty if there is none.
  public String cgroupsPath() {
    return text(tree.path("linux").path("cgroupsPath"), "");
  }

  /// Whether the cgroup's path has the form of systemd's, `slice:prefix:name`. Older versions of
  /// containerd say it in no other way.
  public boolean systemdCgroup() {
    return cgroupsPath().matches("[^/:]*:[^:]*:[^:]*");
  }

  /// The same container with a program instead of its own that needs nothing of its root file
  /// system.
  ///
  /// @param program its path for the process in the container
  /// @param root the root file system's absolute path
  String forHolder(String program, String root) {
    ObjectNode copy = tree.deepCopy();
    ObjectNode process = copy.withObjectProperty("process");
    process.putArray("args").add(program);
    process.put("terminal", false);
    process.remove("consoleSize");
    dropClocks(copy);
    copy.withObjectProperty("root").put("path", root);
    return JSON.writeValueAsString(copy);
  }

  /// The same container, from a root file system that is mounted already.
  ///
  /// @param root its absolute path
  String forNative(String root) {
    ObjectNode copy = tree.deepCopy();
    dropClocks(copy);
    copy.withObjectProperty("root").put("path", root);
    return JSON.writeValueAsString(copy);
  }

  /// The same container with another program and more variables.
  RuntimeSpec withProgram(List<String> program, Map<String, String> variables) {
    ObjectNode copy = tree.deepCopy();
    ObjectNode process = copy.withObjectProperty("process");
    ArrayNode arguments = process.putArray("args");
    program.forEach(arguments::add);
    ArrayNode environment = process.withArrayProperty("env");
    variables.forEach((name, value) -> environment.add(name + "=" + value));
    return new RuntimeSpec(copy);
  }

  /// The configuration of the same container with more files of the host, for reading.
  ///
  /// @param root the root file system's absolute path
  String withMounts(List<BindMount> files, String root) {
    ObjectNode copy = tree.deepCopy();
    dropClocks(copy);
    copy.withObjectProperty("root").put("path", root);
    ArrayNode mounts = copy.withArrayProperty("mounts");
    for (BindMount file : files) {
      ObjectNode mount = mounts.addObject();
      mount.put("type", "bind").put("source", file.source()).put("destination", file.destination());
      mount.putArray("options").add("rbind").add("ro");
    }
    return JSON.writeValueAsString(copy);
  }

  /// The same container with files of its pod, but for those that others are bound over.
  ///
  /// @param files of the machine, by where the container has them
  RuntimeSpec withPodFiles(Map<String, Path> files) {
    ObjectNode copy = tree.deepCopy();
    ArrayNode mounts = copy.withArrayProperty("mounts");
    List<String> bound = bindMounts().stream().map(BindMount::destination).toList();
    files.forEach((destination, source) -> {
      if (bound.contains(destination)) {
        return;
      }
      // What is there else is an empty folder in memory.
      for (int i = mounts.size() - 1; i >= 0; i--) {
        if (text(mounts.get(i).path("destination"), "").equals(destination)) {
          mounts.remove(i);
        }
      }
      ObjectNode mount = mounts.addObject();
      mount.put("type", "bind").put("source", source.toString()).put("destination", destination);
      ArrayNode options = mount.putArray("options").add("rbind").add("rprivate");
      options.add(tree.path("root").path("readonly").asBoolean(false) ? "ro" : "rw");
    });
    return new RuntimeSpec(copy);
  }

  /// What a process sees of its configuration from within: its arguments, variables and working
  /// directory.
  public static RuntimeSpec ofProcess(
      List<String> args, Map<String, String> environment, String cwd) {
    ObjectNode tree = JSON.createObjectNode();
    tree.withObjectProperty("process").put("cwd", cwd);
    return new RuntimeSpec(tree).withProgram(args, environment);
  }

  /// Docker gives each container a namespace for its clocks; runc before 1.2 knows none. One whose
  /// clocks go as the machine's is like none.
  private static void dropClocks(ObjectNode copy) {
    if (copy.path("linux").has("timeOffsets")
        || !(copy.path("linux").path("namespaces") instanceof ArrayNode namespaces)) {
      return;
    }
    for (int i = namespaces.size() - 1; i >= 0; i--) {
      JsonNode namespace = namespaces.get(i);
      if (text(namespace.path("type"), "").equals("time")
          && text(namespace.path("path"), "").isEmpty()) {
        namespaces.remove(i);
      }
    }
  }

  /// The same container with another process in it.
  ///
  /// @param process as JSON
  /// @throws OciException if it is none
  public RuntimeSpec withProcess(String process) {
    ObjectNode copy = tree.deepCopy();
    copy.set("process", parse(process).tree);
    return new RuntimeSpec(copy);
  }

  /// `process`, as JSON.
  ///
  /// @param terminal whether it has one
  String process(boolean terminal) {
    ObjectNode process = tree.withObjectProperty("process").deepCopy();
    process.put("terminal", terminal);
    return JSON.writeValueAsString(process);
  }

  /// A bind mount of the container, of a file or a folder.
  public record BindMount(String source, String destination) {}

  /// `mounts`, those that show files of the host.
  public List<BindMount> bindMounts() {
    List<BindMount> binds = new ArrayList<>();
    for (JsonNode mount : tree.path("mounts")) {
      List<String> options = strings(mount.path("options"));
      if (options.contains("bind") || options.contains("rbind")) {
        binds.add(
            new BindMount(text(mount.path("source"), ""), text(mount.path("destination"), "")));
      }
    }
    return binds;
  }

  /// Whether the container has a namespace of its own for the numbers of its processes, which all
  /// end with the first of them.
  boolean hasOwnProcessNumbers() {
    for (JsonNode namespace : tree.path("linux").path("namespaces")) {
      if (text(namespace.path("type"), "").equals("pid")) {
        return text(namespace.path("path"), "").isEmpty();
      }
    }
    return false;
  }

  /// `linux.resources`.
  public LinuxResources resources() {
    return LinuxResources.of(tree.path("linux").path("resources"));
  }

  /// Whether its program may listen on ports that are the superuser's.
  public boolean mayBindLowPorts() {
    JsonNode capabilities = tree.path("process").path("capabilities");
    return capabilities.isMissingNode()
        || strings(capabilities.path("effective")).contains("CAP_NET_BIND_SERVICE");
  }

  /// `linux.resources.memory.limit` in bytes, or `null` where there is none.
  public @Nullable Long memoryLimit() {
    JsonNode limit = tree.path("linux").path("resources").path("memory").path("limit");
    return limit.isNumber() && limit.asLong(-1) > 0 ? limit.asLong(-1) : null;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    for (JsonNode value : array) {
      values.add(text(value, ""));
    }
    return values;
  }

  private static String text(JsonNode node, String otherwise) {
    return node instanceof StringNode text ? text.stringValue() : otherwise;
  }
}
