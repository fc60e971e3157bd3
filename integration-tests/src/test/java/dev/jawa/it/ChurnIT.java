package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.it.Jawa.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many containers one after the other, four at a time: what each had is given back. The property
/// `jawa.churn` says how many, 1000 for the whole test.
@Timeout(1200)
class ChurnIT {

  private static final int CYCLES = Integer.getInteger("jawa.churn", 48);
  private static final int AT_A_TIME = 4;

  @Test
  void nothingIsLeftOfManyContainers() throws Exception {
    ContainerdVersion version = ContainerdVersion.INSTALLED;
    Optional<String> missing = version.missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    try (PrivateContainerd containerd = PrivateContainerd.start(version, Map.of())) {
      containerd.importImage("jawa.test", "churn", List.of(Jawa.COUNT_LINES));
      // What is made once: pools, caches, the event channel.
      run(containerd, "warm", 8);
      Path daemon = Path.of("/proc/" + containerd.daemonPid());
      eventually("it is quiet", () -> containerd.leftovers().isEmpty());
      long descriptors = entries(daemon.resolve("fd"));
      long threads = entries(daemon.resolve("task"));

      run(containerd, "churn", CYCLES);

      eventually("nothing is left", () -> containerd.leftovers().isEmpty());
      eventually("descriptors are closed", () -> entries(daemon.resolve("fd")) <= descriptors + 4);
      eventually("threads have ended", () -> entries(daemon.resolve("task")) <= threads + 20);
    }
  }

  private static void run(PrivateContainerd containerd, String name, int count) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<Ended>> runs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String id = name + i;
        runs.add(
            pool.submit(() ->
                containerd.ctrWithInput(
                    "a\n",
                    "run",
                    "--rm",
                    "--runtime",
                    "io.containerd.jawa.v1",
                    "jawa.test/churn:latest",
                    id)));
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
