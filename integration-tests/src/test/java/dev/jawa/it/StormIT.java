package dev.jawa.it;

import static dev.jawa.it.PrivateContainerd.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Containers are made, asked and taken away, four at a time, while the daemon, containerd, the OCI
/// runtime and the shim's script are killed at any moment. The property `jawa.storm` says how
/// often, 200 for the whole test; `jawa.storm.seed` repeats who is killed, not when.
@ParameterizedClass
@MethodSource("platforms")
@Timeout(1200)
class StormIT extends PlatformTests {

  private static final int KILLS = Integer.getInteger("jawa.storm", 10);
  private static final long SEED = Long.getLong("jawa.storm.seed", System.nanoTime());
  private static final int AT_A_TIME = 4;

  /// Who is killed.
  private enum Victim {
    DAEMON,
    CONTAINERD,
    RUNTIME,
    SCRIPT
  }

  private static final List<List<String>> PROGRAMS =
      List.of(List.of("/count-lines.wasm"), List.of("/loop.wasm"), List.of("/bin/sleep", "600"));

  private final AtomicInteger commands = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  @BeforeParameterizedClassInvocation
  void start() throws Exception {
    require(version);
    containerd = PrivateContainerd.start(version, Map.of(), shim);
    rootfs = rootfs();
    busybox(List.of("sh", "sleep"));
    wasm(rootfs, "loop.wasm", LOOP);
    Files.copy(Jawa.COUNT_LINES, rootfs.resolve("count-lines.wasm"));
  }

  @Test
  void nothingIsLeftOfWhatWasKilledAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    AtomicBoolean over = new AtomicBoolean();
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (int i = 0; i < AT_A_TIME; i++) {
        Random own = new Random(SEED + i);
        workers.add(pool.submit(() -> work(own, over)));
      }
      for (int i = 0; i < KILLS; i++) {
        int next = commands.get() + random.nextInt(AT_A_TIME * 2);
        eventually("they go on", () -> commands.get() >= next);
        kill(Victim.values()[random.nextInt(Victim.values().length)]);
      }
      over.set(true);
    }
    for (Future<?> worker : workers) {
      worker.get();
    }
    eventually("what is said to run does, seed " + SEED, this::onlyLivingRun);
    eventually("nothing is left, seed " + SEED, this::allAreRemoved);
    othersRun();
  }

  // Whether any of it succeeds is not asked here.
  private void work(Random random, AtomicBoolean over) {
    while (!over.get()) {
      String id = "s" + names.incrementAndGet() + containerd.mark();
      List<String> program = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
      ctr(run(List.of("--detach", "--null-io"), id, program.toArray(String[]::new)));
      if (random.nextBoolean()) {
        ctr("task", "exec", "--exec-id", "x", id, "/bin/sh", "-c", "exit 3");
      }
      if (random.nextBoolean()) {
        ctr("task", "kill", "-s", "SIGKILL", id);
      }
      ctr("task", "rm", "--force", id);
      ctr("container", "rm", id);
    }
  }

  private void ctr(String... command) {
    containerd.ctr(command);
    commands.incrementAndGet();
  }

  private void kill(Victim victim) throws Exception {
    String folder = containerd.folder().toString();
    switch (victim) {
      case CONTAINERD -> {
        containerd.kill();
        containerd.start();
      }
      case DAEMON -> kill(command -> command.contains("ShimDaemon") && command.contains(folder));
      // Not while they clean up after a daemon: nobody does it a second time.
      case RUNTIME ->
          kill(command -> command.contains("--root " + folder) && !command.contains(" delete "));
      case SCRIPT ->
          kill(command ->
              command.contains(folder) && command.matches(".*-shim-" + shim + "-v1 .* start ?"));
    }
  }

  private static void kill(Predicate<String> command) {
    ProcessHandle.allProcesses()
        .filter(process -> command.test(Tools.commandLine(process)))
        .findAny()
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  private boolean onlyLivingRun() {
    return containerd
        .ctr("task", "ls")
        .out()
        .lines()
        .map(line -> line.split("\\s+"))
        .filter(fields -> fields[2].equals("RUNNING"))
        .allMatch(fields -> Files.exists(Path.of("/proc/" + fields[1])));
  }

  private boolean allAreRemoved() {
    containerd.removeTasks();
    return containerd.ctr("task", "ls", "-q").out().isBlank() && containerd.leftovers().isEmpty();
  }
}
