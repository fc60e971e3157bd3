package dev.jawa.app.oci;

import dev.jawa.app.sys.Cgroups;
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
        runc.delete(id, folder);
        removeCgroup(folder.resolve("config.json"));
        Holder.removeFolder(folder);
        report.accept("took away what was left of container " + id);
      } catch (IOException | OciException e) {
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

  private static void removeCgroup(Path config) throws IOException {
    if (Files.exists(config)) {
      Cgroups.ofThisMachine().remove(RuntimeSpec.parse(Files.readString(config)).cgroupsPath());
    }
  }
}
