package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A cgroup that was made for this process and goes with it.
public final class OwnCgroup {

  private final Cgroups cgroups;
  private final String path;

  /// @param path below each tree, as in `/kubepods/pod7/jawa-x`; empty if there is none
  public OwnCgroup(Cgroups cgroups, String path) {
    this.cgroups = cgroups;
    this.path = path;
  }

  /// Leaves it and takes it away; the end of the process is near.
  public void leave() {
    if (path.isEmpty()) {
      return;
    }
    for (Path tree : cgroups.trees()) {
      Path own = Path.of(tree + path);
      if (Files.isDirectory(own)) {
        try {
          Files.writeString(
              tree.resolve(Cgroups.MEMBERS), Long.toString(ProcessHandle.current().pid()));
          Files.delete(own);
        } catch (IOException _) {
          // Whoever made the pod's cgroup takes away what is below it.
        }
      }
    }
  }
}
