package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupStatsTest {

  @TempDir private Path folder;

  private Any stats() {
    return new CgroupStats(folder.resolve("cgroup"), folder.resolve("proc")).of(7);
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
    assertThat(metrics.getPids().getCurrent()).isEqualTo(1);
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
  void reportsZerosForAProcessThatIsGone() throws Exception {
    var metrics = dev.jawa.shim.api.cgroup1.Metrics.parseFrom(stats().getValue());
    assertThat(metrics.getMemory().getUsage().getUsage()).isZero();
  }
}
