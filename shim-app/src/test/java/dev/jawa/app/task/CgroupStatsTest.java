package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupStatsTest {

  @TempDir private Path folder;
  private GuestUsage guests = GuestUsage.NONE;

  private Any stats() {
    return new CgroupStats(folder.resolve("cgroup"), folder.resolve("proc")).of(7, guests);
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void reportsVersion1() throws Exception {
    write("proc/7/cgroup", "3:memory:/d/x\n2:cpu,cpuacct:/d/x\n1:pids:/d/x\n0::/\n");
    write("cgroup/memory/d/x/memory.stat", "cache 1\nrss 2\ntotal_inactive_file 3\n");
    write("cgroup/memory/d/x/memory.usage_in_bytes", "4\n");
    write("cgroup/memory/d/x/memory.limit_in_bytes", "5\n");
    write("cgroup/cpuacct/d/x/cpuacct.usage", "6\n");
    write("cgroup/cpu/d/x/cpu.stat", "nr_periods 7\nnr_throttled 8\nthrottled_time 9\n");
    write("cgroup/pids/d/x/pids.current", "1\n");

    Any any = stats();

    assertThat(any.getTypeUrl()).isEqualTo("io.containerd.cgroups.v1.Metrics");
    var metrics = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(any.getValue());
    assertThat(metrics.getMemory().getCache()).isEqualTo(1);
    assertThat(metrics.getMemory().getRss()).isEqualTo(2);
    assertThat(metrics.getMemory().getTotalInactiveFile()).isEqualTo(3);
    assertThat(metrics.getMemory().getUsage().getUsage()).isEqualTo(4);
    assertThat(metrics.getMemory().getUsage().getLimit()).isEqualTo(5);
    assertThat(metrics.getCpu().getUsage().getTotal()).isEqualTo(6);
    assertThat(metrics.getCpu().getThrottling().getPeriods()).isEqualTo(7);
    assertThat(metrics.getCpu().getThrottling().getThrottledPeriods()).isEqualTo(8);
    assertThat(metrics.getCpu().getThrottling().getThrottledTime()).isEqualTo(9);
    assertThat(metrics.getPids().getCurrent()).isEqualTo(1);
  }

  @Test
  void reportsWhatWasReadAndWritten() throws Exception {
    write("proc/7/cgroup", "3:blkio:/x\n0::/x\n");
    write(
        "cgroup/blkio/x/blkio.throttle.io_service_bytes_recursive",
        "254:0 Read 4096\n254:0 Write 512\nTotal 4608\n");
    var old = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(stats().getValue()).getBlkio();
    assertThat(old.getIoServiceBytesRecursiveList())
        .extracting(entry -> entry.getMajor() + " " + entry.getOp() + " " + entry.getValue())
        .containsExactly("254 Read 4096", "254 Write 512");

    write("cgroup/cgroup.controllers", "io\n");
    write("cgroup/x/io.stat", "8:16 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\nodd\n7:0 \n");
    var io = dev.jawa.shim.api.cgroup2.Metrics.parseFrom(stats().getValue()).getIo();
    assertThat(io.getUsageList())
        .extracting(entry -> List.of(entry.getMinor(), entry.getRbytes(), entry.getWios()))
        .containsExactly(List.of(16L, 1L, 4L), List.of(0L, 0L, 0L));
  }

  /// Clients look into the parts without asking.
  @Test
  void hasEveryPartThoughTheKernelCountsNothing() throws Exception {
    var old = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(stats().getValue());
    assertThat(old.hasBlkio() && old.hasCpu() && old.hasMemory() && old.hasPids()).isTrue();
    write("cgroup/cgroup.controllers", "io\n");
    var metrics = dev.jawa.shim.api.cgroup2.Metrics.parseFrom(stats().getValue());
    assertThat(metrics.hasIo() && metrics.hasCpu() && metrics.hasMemory() && metrics.hasPids())
        .isTrue();
  }

  @Test
  void reportsAPodByTheCgroupAroundItsContainers() throws Exception {
    write("proc/7/cgroup", "3:memory:/pod/x\n2:cpu,cpuacct:/pod/x\n1:pids:/\n");
    write("cgroup/memory/pod/memory.usage_in_bytes", "4\n");
    write("cgroup/memory/pod/x/memory.usage_in_bytes", "1\n");
    write("cgroup/pids/pids.current", "9\n");
    CgroupStats pods = new CgroupStats(folder.resolve("cgroup"), folder.resolve("proc")).ofPods();
    var metrics =
        dev.jawa.shim.api.cgroup1.Metrics.parseFrom(pods.of(7, GuestUsage.NONE).getValue());
    assertThat(metrics.getMemory().getUsage().getUsage()).isEqualTo(4);
    assertThat(metrics.getPids().getCurrent()).isEqualTo(9);
  }

  @Test
  void reportsVersion2() throws Exception {
    write("proc/7/cgroup", "0::/d/x\n");
    write("cgroup/cgroup.controllers", "cpu memory pids\n");
    write("cgroup/d/x/memory.stat", "anon 1\nfile 2\ninactive_file 3\n");
    write("cgroup/d/x/memory.current", "4\n");
    write("cgroup/d/x/memory.max", "max\n");
    write("cgroup/d/x/cpu.stat", "usage_usec 6\nuser_usec 5\nsystem_usec 1\n");

    Any any = stats();

    assertThat(any.getTypeUrl()).isEqualTo("io.containerd.cgroups.v2.Metrics");
    var metrics = dev.jawa.shim.api.cgroup2.Metrics.parseFrom(any.getValue());
    assertThat(metrics.getMemory().getAnon()).isEqualTo(1);
    assertThat(metrics.getMemory().getUsage()).isEqualTo(4);
    assertThat(metrics.getMemory().getUsageLimit()).isEqualTo(Long.MAX_VALUE);
    assertThat(metrics.getCpu().getUsageUsec()).isEqualTo(6);
  }

  @Test
  void addsWhatGuestsTakeInTheUnitsOfVersion1() throws Exception {
    write("proc/7/cgroup", "3:memory:/x\n2:cpu,cpuacct:/x\n1:pids:/x\n0::/\n");
    write("cgroup/memory/x/memory.stat", "rss 2\n");
    write("cgroup/memory/x/memory.usage_in_bytes", "4\n");
    write("cgroup/memory/x/memory.oom_control", "oom_kill_disable 0\noom_kill 1\n");
    write("cgroup/cpuacct/x/cpuacct.usage", "6\n");
    write("cgroup/pids/x/pids.max", "max\n");
    guests = new GuestUsage(5_000_000, 4_000_000, 65536, 131072, 3);

    var metrics = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(stats().getValue());

    assertThat(metrics.getMemory().getRss()).isEqualTo(65538);
    assertThat(metrics.getMemory().getUsage().getUsage()).isEqualTo(65540);
    assertThat(metrics.getMemory().getUsage().getMax()).isEqualTo(131072);
    assertThat(metrics.getMemory().getUsage().getFailcnt()).isEqualTo(3);
    assertThat(metrics.getMemoryOomControl().getOomKill()).isEqualTo(4);
    assertThat(metrics.getCpu().getUsage().getTotal()).isEqualTo(5_000_006);
    assertThat(metrics.getCpu().getUsage().getUser()).isEqualTo(4_000_000);
    assertThat(metrics.getCpu().getUsage().getKernel()).isEqualTo(1_000_000);
    assertThat(metrics.getPids().getLimit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void addsWhatGuestsTakeInTheUnitsOfVersion2() throws Exception {
    write("proc/7/cgroup", "0::/x\n");
    write("cgroup/cgroup.controllers", "cpu memory pids\n");
    write("cgroup/x/memory.current", "4\n");
    write("cgroup/x/cpu.stat", "usage_usec 6\n");
    write("cgroup/x/memory.events", "oom 1\noom_kill 0\n");
    guests = new GuestUsage(5_000_000, 4_000_000, 65536, 131072, 3);

    var metrics = dev.jawa.shim.api.cgroup2.Metrics.parseFrom(stats().getValue());

    assertThat(metrics.getMemory().getAnon()).isEqualTo(65536);
    assertThat(metrics.getMemory().getUsage()).isEqualTo(65540);
    assertThat(metrics.getMemoryEvents().getOomKill()).isEqualTo(3);
    assertThat(metrics.getMemoryEvents().getOom()).isEqualTo(4);
    assertThat(metrics.getCpu().getUsageUsec()).isEqualTo(5_006);
    assertThat(metrics.getCpu().getUserUsec()).isEqualTo(4_000);
    assertThat(metrics.getCpu().getSystemUsec()).isEqualTo(1_000);
  }

  @Test
  void reportsZerosForAProcessThatIsGone() throws Exception {
    var metrics = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(stats().getValue());
    assertThat(metrics.getMemory().getUsage().getUsage()).isZero();
    // dockerd follows these pointers unseen.
    assertThat(metrics.getCpu().hasThrottling()).isTrue();
    assertThat(metrics.getCpu().hasUsage()).isTrue();
  }
}
