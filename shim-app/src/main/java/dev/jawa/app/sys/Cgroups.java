package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The machine's cgroups: one tree of version 2, or one for each controller of version 1.
public final class Cgroups {

  static final String MEMBERS = "cgroup.procs";

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
  private static final int TRIES = 40;

  private final Path mount;

  /// @param mount the tree, or the folder with all of them
  public Cgroups(Path mount) {
    this.mount = mount;
  }

  /// Where every Linux has them.
  public static Cgroups ofThisMachine() {
    return new Cgroups(Path.of("/sys/fs/cgroup"));
  }

  /// The roots of all trees.
  List<Path> trees() {
    List<Path> trees = new ArrayList<>();
    if (Files.exists(mount.resolve(MEMBERS))) {
      trees.add(mount);
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(mount, Files::isDirectory)) {
      folders.forEach(trees::add);
    } catch (IOException _) {
      // There are none.
    }
    return trees;
  }

  /// Takes away what an OCI runtime that was killed may have left: a cgroup without processes, in
  /// every tree. Processes that are ending are waited for, 2 s at most; with others in it it stays.
  ///
  /// @param path `linux.cgroupsPath`; one that is not absolute is left to who understands it
  public void remove(String path) {
    if (!path.startsWith("/") || Path.of(path).normalize().getNameCount() == 0) {
      return;
    }
    for (int tries = 0; tries < TRIES && !removed(path); tries++) {
      try {
        Thread.sleep(BETWEEN_TRIES);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean removed(String path) {
    boolean removed = true;
    for (Path tree : trees()) {
      try {
        Files.deleteIfExists(Path.of(tree + path));
      } catch (IOException _) {
        removed = false;
      }
    }
    return removed;
  }
}
