package dev.jawa.app.daemon;

import dev.jawa.app.task.Serves;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The command line of the daemon, written by the script: pairs of a name and a value.
///
/// @param state the folder shared with the script
/// @param namespace of containerd
/// @param address containerd's socket for calls
/// @param ttrpcAddress containerd's socket for events
/// @param serves whose daemon it is
/// @param cgroup the path of the cgroup that was made for it, empty if none was
/// @param lock the number of the descriptor by which it has the lock of the state folder, -1 if it
///   has not
record DaemonArguments(
    StateFolder state,
    String namespace,
    Path address,
    Path ttrpcAddress,
    Serves serves,
    String cgroup,
    int lock) {

  static DaemonArguments parse(String... arguments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      values.put(arguments[i], arguments[i + 1]);
    }
    return new DaemonArguments(
        new StateFolder(Path.of(required(values, "-state"))),
        required(values, "-namespace"),
        Path.of(required(values, "-address")),
        Path.of(required(values, "-ttrpc-address")),
        values.getOrDefault("-group", "").isEmpty() ? Serves.NAMESPACE : Serves.POD,
        values.getOrDefault("-cgroup", ""),
        Integer.parseInt(values.getOrDefault("-lock", "-1")));
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("the daemon needs " + name + " VALUE");
    }
    return value;
  }
}
