package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// A container's `config.json`. The tree stays whole, because the holder's configuration is the
/// same but for a few values.
public final class RuntimeSpec {

  /// A user of a container, by the numbers of the container's own files.
  public record User(int uid, int gid, List<Integer> additionalGids) {
    public User {
      additionalGids = List.copyOf(additionalGids);
    }
  }

  private static final JsonMapper JSON = new JsonMapper();

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

  /// `process.user`: whom the container's files take its program for.
  public User user() {
    JsonNode user = tree.path("process").path("user");
    List<Integer> groups = new ArrayList<>();
    user.path("additionalGids").forEach(group -> groups.add(group.asInt(0)));
    return new User(user.path("uid").asInt(0), user.path("gid").asInt(0), groups);
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
    copy.withObjectProperty("root").put("path", root);
    return JSON.writeValueAsString(copy);
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
