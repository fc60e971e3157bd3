package dev.jawa.app.task;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import dev.jawa.shim.api.cgroup1.BlkIOStat;
import dev.jawa.shim.api.cgroup1.MemoryEntry;
import dev.jawa.shim.api.cgroup1.MemoryOomControl;
import dev.jawa.shim.api.cgroup1.Throttle;
import dev.jawa.shim.api.cgroup2.IOStat;
import dev.jawa.shim.api.cgroup2.MemoryEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel counts for a container's cgroup, in the flavour that the machine has, and what
/// its guests take besides: they run in the daemon's cgroup.
final class CgroupStats {

  private final Path mount;
  private final Path proc;
  private final Whose whose;

  /// Whose cgroup is meant.
  private enum Whose {
    CONTAINER,
    POD
  }

  CgroupStats(Path mount, Path proc) {
    this(mount, proc, Whose.CONTAINER);
  }

  private CgroupStats(Path mount, Path proc, Whose whose) {
    this.mount = mount;
    this.proc = proc;
    this.whose = whose;
  }

  static CgroupStats ofThisMachine() {
    return new CgroupStats(Path.of("/sys/fs/cgroup"), Path.of("/proc"));
  }

  /// Those of whole pods: of the cgroup around the one that a process is in.
  CgroupStats ofPods() {
    return new CgroupStats(mount, proc, Whose.POD);
  }

  /// The metrics of the cgroup that a process is in, zeros if the process is gone, with those of
  /// guests.
  Any of(int pid, GuestUsage guests) {
    return pack(isVersion2() ? v2(pid, guests) : v1(pid, guests));
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

  private Message v1(int pid, GuestUsage guests) {
    Path memory = folder(pid, "memory");
    Path cpu = folder(pid, "cpuacct");
    Path io = folder(pid, "blkio");
    return dev.jawa.shim.api.cgroup1.Metrics.newBuilder()
        .setPids(
            dev.jawa.shim.api.cgroup1.PidsStat.newBuilder()
                .setCurrent(number(folder(pid, "pids").resolve("pids.current")))
                .setLimit(number(folder(pid, "pids").resolve("pids.max"))))
        .setCpu(
            dev.jawa.shim.api.cgroup1.CPUStat.newBuilder()
                .setUsage(
                    dev.jawa.shim.api.cgroup1.CPUUsage.newBuilder()
                        .setTotal(number(cpu.resolve("cpuacct.usage")) + guests.cpuNanos())
                        .setUser(number(cpu.resolve("cpuacct.usage_user")) + guests.userNanos())
                        .setKernel(
                            number(cpu.resolve("cpuacct.usage_sys"))
                                + guests.cpuNanos()
                                - guests.userNanos()))
                .setThrottling(v1Throttling(folder(pid, "cpu").resolve("cpu.stat"))))
        .setMemory(
            dev.jawa.shim.api.cgroup1.MemoryStat.newBuilder()
                .setCache(entry(memory.resolve("memory.stat"), "cache"))
                .setRss(entry(memory.resolve("memory.stat"), "rss") + guests.memory())
                .setTotalInactiveFile(entry(memory.resolve("memory.stat"), "total_inactive_file"))
                .setUsage(
                    MemoryEntry.newBuilder()
                        .setLimit(number(memory.resolve("memory.limit_in_bytes")))
                        .setUsage(number(memory.resolve("memory.usage_in_bytes")) + guests.memory())
                        .setMax(
                            number(memory.resolve("memory.max_usage_in_bytes"))
                                + guests.memoryPeak())
                        .setFailcnt(
                            number(memory.resolve("memory.failcnt")) + guests.refusedGrowths())))
        // nerdctl looks into it without asking whether it is there.
        .setBlkio(
            BlkIOStat.newBuilder()
                .addAllIoServiceBytesRecursive(
                    BlockIo.v1(lines(io.resolve("blkio.throttle.io_service_bytes_recursive"))))
                .addAllIoServicedRecursive(
                    BlockIo.v1(lines(io.resolve("blkio.throttle.io_serviced_recursive")))))
        .setMemoryOomControl(
            MemoryOomControl.newBuilder()
                .setOomKill(
                    entry(memory.resolve("memory.oom_control"), "oom_kill")
                        + guests.refusedGrowths()))
        .build();
  }

  // Docker looks into it without asking whether it is there.
  private static Throttle v1Throttling(Path stat) {
    return Throttle.newBuilder()
        .setPeriods(entry(stat, "nr_periods"))
        .setThrottledPeriods(entry(stat, "nr_throttled"))
        .setThrottledTime(entry(stat, "throttled_time"))
        .build();
  }

  private Message v2(int pid, GuestUsage guests) {
    long userMicros = guests.userNanos() / 1000;
    long micros = guests.cpuNanos() / 1000;
    Path folder = folder(pid, "");
    return dev.jawa.shim.api.cgroup2.Metrics.newBuilder()
        .setPids(
            dev.jawa.shim.api.cgroup2.PidsStat.newBuilder()
                .setCurrent(number(folder.resolve("pids.current")))
                .setLimit(number(folder.resolve("pids.max"))))
        .setCpu(
            dev.jawa.shim.api.cgroup2.CPUStat.newBuilder()
                .setUsageUsec(entry(folder.resolve("cpu.stat"), "usage_usec") + micros)
                .setUserUsec(entry(folder.resolve("cpu.stat"), "user_usec") + userMicros)
                .setSystemUsec(
                    entry(folder.resolve("cpu.stat"), "system_usec") + micros - userMicros)
                .setNrPeriods(entry(folder.resolve("cpu.stat"), "nr_periods"))
                .setNrThrottled(entry(folder.resolve("cpu.stat"), "nr_throttled"))
                .setThrottledUsec(entry(folder.resolve("cpu.stat"), "throttled_usec")))
        .setMemory(
            dev.jawa.shim.api.cgroup2.MemoryStat.newBuilder()
                .setAnon(entry(folder.resolve("memory.stat"), "anon") + guests.memory())
                .setFile(entry(folder.resolve("memory.stat"), "file"))
                .setInactiveFile(entry(folder.resolve("memory.stat"), "inactive_file"))
                .setUsage(number(folder.resolve("memory.current")) + guests.memory())
                .setUsageLimit(number(folder.resolve("memory.max"))))
        .setIo(IOStat.newBuilder().addAllUsage(BlockIo.v2(lines(folder.resolve("io.stat")))))
        .setMemoryEvents(
            MemoryEvents.newBuilder()
                .setOom(entry(folder.resolve("memory.events"), "oom") + guests.refusedGrowths())
                .setOomKill(
                    entry(folder.resolve("memory.events"), "oom_kill") + guests.refusedGrowths()))
        .build();
  }

  /// @param controller of version 1, or empty for version 2
  private Path folder(int pid, String controller) {
    for (String line : lines(proc.resolve(pid + "/cgroup"))) {
      String[] fields = line.split(":", 3);
      if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains(controller)) {
        return mount.resolve(controller).resolve(Path.of("/").relativize(cgroup(fields[2])));
      }
    }
    return mount.resolve("no-such-cgroup");
  }

  private Path cgroup(String path) {
    Path own = Path.of(path);
    Path parent = own.getParent();
    return switch (whose) {
      case CONTAINER -> own;
      case POD -> parent == null ? own : parent;
    };
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

  static long parse(String text) {
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
