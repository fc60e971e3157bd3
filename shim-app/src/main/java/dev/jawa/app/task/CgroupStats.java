package dev.jawa.app.task;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.jawa.shim.api.cgroup1.MemoryEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel counts for a container's cgroup, in the flavour that the machine has. The guest
/// itself runs in the daemon's cgroup and is not in these numbers.
final class CgroupStats {

  private final Path mount;
  private final Path proc;

  CgroupStats(Path mount, Path proc) {
    this.mount = mount;
    this.proc = proc;
  }

  static CgroupStats ofThisMachine() {
    return new CgroupStats(Path.of("/sys/fs/cgroup"), Path.of("/proc"));
  }

  /// The metrics of the cgroup that a process is in; zeros if the process is gone.
  Any of(int pid) {
    return pack(isVersion2() ? v2(pid) : v1(pid));
  }

  /// The processes in the cgroup that a process is in.
  List<Integer> pids(int pid) {
    String controller = isVersion2() ? "" : "pids";
    return lines(folder(pid, controller).resolve("cgroup.procs")).stream()
        .map(Integer::parseInt)
        .toList();
  }

  private boolean isVersion2() {
    return Files.exists(mount.resolve("cgroup.controllers"));
  }

  private static Any pack(Message metrics) {
    return Any.newBuilder()
        .setTypeUrl(metrics.getDescriptorForType().getFullName())
        .setValue(metrics.toByteString())
        .build();
  }

  private Message v1(int pid) {
    Path memory = folder(pid, "memory");
    return dev.jawa.shim.api.cgroup1.Metrics.newBuilder()
        .setPids(
            dev.jawa.shim.api.cgroup1.PidsStat.newBuilder()
                .setCurrent(number(folder(pid, "pids").resolve("pids.current"))))
        .setCpu(
            dev.jawa.shim.api.cgroup1.CPUStat.newBuilder()
                .setUsage(
                    dev.jawa.shim.api.cgroup1.CPUUsage.newBuilder()
                        .setTotal(number(folder(pid, "cpuacct").resolve("cpuacct.usage")))))
        .setMemory(
            dev.jawa.shim.api.cgroup1.MemoryStat.newBuilder()
                .setCache(entry(memory.resolve("memory.stat"), "cache"))
                .setRss(entry(memory.resolve("memory.stat"), "rss"))
                .setTotalInactiveFile(entry(memory.resolve("memory.stat"), "total_inactive_file"))
                .setUsage(
                    MemoryEntry.newBuilder()
                        .setLimit(number(memory.resolve("memory.limit_in_bytes")))
                        .setUsage(number(memory.resolve("memory.usage_in_bytes")))
                        .setMax(number(memory.resolve("memory.max_usage_in_bytes")))))
        .build();
  }

  private Message v2(int pid) {
    Path folder = folder(pid, "");
    return dev.jawa.shim.api.cgroup2.Metrics.newBuilder()
        .setPids(
            dev.jawa.shim.api.cgroup2.PidsStat.newBuilder()
                .setCurrent(number(folder.resolve("pids.current"))))
        .setCpu(
            dev.jawa.shim.api.cgroup2.CPUStat.newBuilder()
                .setUsageUsec(entry(folder.resolve("cpu.stat"), "usage_usec"))
                .setUserUsec(entry(folder.resolve("cpu.stat"), "user_usec"))
                .setSystemUsec(entry(folder.resolve("cpu.stat"), "system_usec")))
        .setMemory(
            dev.jawa.shim.api.cgroup2.MemoryStat.newBuilder()
                .setAnon(entry(folder.resolve("memory.stat"), "anon"))
                .setFile(entry(folder.resolve("memory.stat"), "file"))
                .setInactiveFile(entry(folder.resolve("memory.stat"), "inactive_file"))
                .setUsage(number(folder.resolve("memory.current")))
                .setUsageLimit(number(folder.resolve("memory.max"))))
        .build();
  }

  /// @param controller of version 1, or empty for version 2
  private Path folder(int pid, String controller) {
    for (String line : lines(proc.resolve(pid + "/cgroup"))) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller)) {
        return mount.resolve(controller).resolve(Path.of("/").relativize(Path.of(fields[2])));
      }
    }
    return mount.resolve("no-such-cgroup");
  }

  private static long number(Path file) {
    return lines(file).stream().findFirst().map(CgroupStats::parse).orElse(0L);
  }

  private static long entry(Path file, String key) {
    for (String line : lines(file)) {
      if (line.startsWith(key + " ")) {
        return parse(line.substring(key.length() + 1));
      }
    }
    return 0;
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException _) {
      // `max`: no limit.
      return Long.MAX_VALUE;
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException _) {
      return List.of();
    }
  }
}
