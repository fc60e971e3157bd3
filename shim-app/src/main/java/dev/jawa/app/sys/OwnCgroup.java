package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A cgroup that was made for this process and goes with it.
public final class OwnCgroup {

  private static final String MEMBERS = "cgroup.procs";

  private final Path mount;
  private final String path;

  /// @param mount where the machine's cgroups are: one tree of version 2, or a folder with one for
  ///   each controller of version 1
  /// @param path below each tree, as in `/kubepods/pod7/jawa-x`; empty if there is none
  public OwnCgroup(Path mount, String path) {
    this.mount = mount;
    this.path = path;
  }

  /// Leaves it and takes it away; the end of the process is near.
  public void leave() {
    if (path.isEmpty()) {
      return;
    }
    for (Path tree : trees()) {
      Path own = Path.of(tree + path);
      if (Files.isDirectory(own)) {
        try {
          Files.writeString(tree.resolve(MEMBERS), Long.toString(ProcessHandle.current().pid()));
          Files.delete(own);
        } catch (IOException _) {
          // Whoever made the pod's cgroup takes away what is below it.
        }
      }
    }
  }

  private List<Path> trees() {
    List<Path> trees = new ArrayList<>();
    if (Files.exists(mount.resolve(MEMBERS))) {
      trees.add(mount);
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(mount, Files::isDirectory)) {
      folders.forEach(trees::add);
    } catch (IOException _) {
      // There is nothing to leave.
    }
    return trees;
  }
}
