package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {

  @TempDir private Path folder;

  private Path write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private long count(String membership) throws IOException {
    return OomKills.of(folder.resolve("cgroup"), write("membership", membership)).count();
  }

  @Test
  void areInTheMemorysTreeOfVersion1() throws Exception {
    write(
        "cgroup/memory/default/c/memory.oom_control",
        "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    assertThat(count("9:cpu,cpuacct:/default/c\n4:memory:/default/c\n0::/default/c\n"))
        .isEqualTo(2);
  }

  @Test
  void areAmongTheEventsOfVersion2() throws Exception {
    write("cgroup/pod/c/memory.events", "low 0\nmax 9\noom 4\noom_kill 3\noom_group_kill 1\n");
    assertThat(count("0::/pod/c\n")).isEqualTo(3);
  }

  @Test
  void areNoneWhereNobodyCounts() throws Exception {
    assertThat(count("0::/gone\n")).isZero();
    assertThat(count("")).isZero();
  }
}
