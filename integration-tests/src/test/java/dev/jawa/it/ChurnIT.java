package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Many containers one after the other, four at a time: what each had is given back. The property
/// `jawa.churn` says how many with each containerd and engine, 1000 for the whole test.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(1200)
class ChurnIT extends PlatformTests {

  private static final int CYCLES = Integer.getInteger("jawa.churn", 48);
  private static final int AT_A_TIME = 4;

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    containerd.importImage("jawa.test", "churn", List.of(Jawa.COUNT_LINES));
  }

  @Test
  void nothingIsLeftOfManyContainers() throws Exception {
    // What is made once: pools, caches, the event channel.
    run("warm", 8);
    Path daemon = Path.of("/proc/" + containerd.daemonPid());
    eventually("it is quiet", () -> containerd.leftovers().isEmpty());
    long descriptors = entries(daemon.resolve("fd"));
    long threads = entries(daemon.resolve("task"));

    run("churn", CYCLES);

    eventually("nothing is left", () -> containerd.leftovers().isEmpty());
    eventually("descriptors are closed", () -> entries(daemon.resolve("fd")) <= descriptors + 4);
    eventually("threads have ended", () -> entries(daemon.resolve("task")) <= threads + 20);
  }

  private void run(String name, int count) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<Ended>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String[] run = {"run", "--rm", "--runtime", runtime(), "jawa.test/churn:latest", name + i};
        runs.add(pool.submit(() -> containerd.ctrWithInput("a\n", run)));
      }
      for (Future<Ended> run : runs) {
        assertThat(run.get()).isEqualTo(new Ended(0, "1 -\n", ""));
      }
    }
  }

  private static long entries(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
