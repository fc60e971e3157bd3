package dev.jawa.app.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// What is left of containers whose cleaning up was itself killed. containerd asks for it once: who
/// finds a folder while there is no task takes away what it stands for.
///
/// @param tasks the folder with those of all tasks
/// @param runc what made the containers
public record Leftovers(Path tasks, Runc runc) {

  /// To be called while there is no task and none can come. What cannot be taken away stays for the
  /// next time.
  ///
  /// @param report is told of each, in words
  public void takeAway(Consumer<String> report) {
    for (Path folder : folders()) {
      String id = folder.getFileName().toString();
      try {
        Holder.remove(runc, id, folder, cgroup(folder.resolve("config.json")));
        report.accept("took away what was left of container " + id);
      } catch (OciException e) {
        report.accept("cannot take away what is left of container " + id + ": " + e.getMessage());
      }
    }
  }

  private List<Path> folders() {
    try (Stream<Path> found = Files.list(tasks)) {
      return found.filter(Files::isDirectory).sorted().toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  // The runtime makes the cgroup, and is called when this file is complete: who was killed while he
  // wrote it leaves none.
  private static String cgroup(Path config) {
    try {
      return RuntimeSpec.parse(Files.readString(config)).cgroupsPath();
    } catch (IOException | OciException _) {
      return "";
    }
  }
}
