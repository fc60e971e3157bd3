package dev.jawa.app.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupsTest {

  @TempDir private Path mount;

  private Path folder(String path) throws Exception {
    return Files.createDirectories(mount.resolve(path));
  }

  @Test
  void removesWhatIsEmptyFromEveryTree() throws Exception {
    Path memory = folder("memory/default/c1");
    Path cpu = folder("cpu/default/c1");
    Path other = folder("cpu/default/c2");
    folder("pids/default");
    new Cgroups(mount).remove("/default/c1");
    assertThat(memory).doesNotExist();
    assertThat(cpu).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void removesItFromTheOneTreeOfVersion2() throws Exception {
    Files.createFile(mount.resolve("cgroup.procs"));
    Path own = folder("default/c1");
    new Cgroups(mount).remove("/default/c1");
    assertThat(own).doesNotExist();
  }

  @Test
  void leavesOneThatIsStillInUse() throws Exception {
    Path inside = folder("memory/default/c1/inside");
    new Cgroups(mount).remove("/default/c1");
    assertThat(inside).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "//", "/.", "/a/..", "c1", "system.slice:docker:c1"})
  void leavesWhatIsNoPathBelowATree(String path) throws Exception {
    Path tree = folder("memory");
    Path relative = folder("c1");
    new Cgroups(mount).remove(path);
    assertThat(tree).exists();
    assertThat(relative).exists();
  }
}
