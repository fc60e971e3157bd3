package dev.jawa.app.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many processes of a cgroup the kernel has ended because its memory was not enough.
public final class OomKills {

  /// `null` where the kernel does not count them.
  private final @Nullable Path file;

  private OomKills(@Nullable Path file) {
    this.file = file;
  }

  /// Of the cgroup that this process is in now, as long as there is that cgroup.
  public static OomKills of(long pid) {
    return of(Path.of("/sys/fs/cgroup"), Path.of("/proc/" + pid + "/cgroup"));
  }

  /// @param mount the tree of version 2, or the folder with all those of version 1
  /// @param membership see cgroups(7)
  static OomKills of(Path mount, Path membership) {
    @Nullable Path version2 = null;
    for (String line : lines(membership)) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("memory")) {
        return new OomKills(Path.of(mount + "/memory" + fields[2], "memory.oom_control"));
      }
      if (fields.length == 3 && fields[1].isEmpty()) {
        version2 = Path.of(mount + fields[2], "memory.events");
      }
    }
    return new OomKills(version2);
  }

  public long count() {
    return file == null
        ? 0
        : lines(file).stream()
            .map(line -> line.split(" ", 2))
            .filter(fields -> fields[0].equals("oom_kill") && fields.length == 2)
            .mapToLong(fields -> Long.parseLong(fields[1].strip()))
            .sum();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }
}
