package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeRandom;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Many modules that wait: none of them takes a thread of the system.
@Timeout(120)
class SleepingModulesTest {

  private static final int GUESTS = 300;

  /// What the JVM may start meanwhile for itself: compilers, carriers, timers.
  private static final int OTHERS = 60;

  private static final List<String> FUNCTIONS = List.of("poll_oneoff", "fd_read", "path_open");

  @TempDir private Path folder;

  private final List<WasiContext> contexts = new ArrayList<>();
  private final List<EngineModule> modules = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  private void start(Engine engine, BlockedModuleTest.Call call) throws IOException {
    BytePipe silent = new BytePipe(1);
    Stdio stdio = new Stdio(silent.source(), silent.sink(), silent.sink(), false, false, false);
    Preopen preopen = new Preopen("/", LinuxDirectory.open(folder, Access.READ_WRITE));
    WasiContext context =
        WasiContext.builder(stdio, new FakeRandom())
            .clock(HostClock.SYSTEM)
            .preopens(List.of(preopen))
            .build();
    contexts.add(context);
    EngineModule module = new EngineModule(engine, context, FUNCTIONS);
    modules.add(module);
    threads.add(
        Thread.ofVirtual()
            .start(() -> {
              try {
                call.run(module);
              } catch (Trap killed) {
                return; // as it should be
              }
            }));
  }

  @ParameterizedTest
  @CsvSource({
    "sleep, chicory",
    "poll of a FIFO, chicory",
    "read of a FIFO, chicory",
    "poll of stdin, chicory",
    "sleep, graalwasm",
    "read of a FIFO, graalwasm"
  })
  void takeNoThreadOfTheSystem(String name, String engineId) throws Exception {
    BlockedModuleTest.makeFifo(folder);
    BlockedModuleTest.Call call =
        BlockedModuleTest.calls().stream()
            .filter(blocked -> blocked.name().equals(name))
            .findFirst()
            .orElseThrow()
            .call();
    try (Engine engine = Engines.create(engineId, new EngineOptions(null, true))) {
      try {
        assertTakesNoThreads(engine, call);
      } finally {
        modules.forEach(EngineModule::close);
        contexts.forEach(WasiContext::close);
      }
    }
  }

  private void assertTakesNoThreads(Engine engine, BlockedModuleTest.Call call) throws Exception {
    int before = ManagementFactory.getThreadMXBean().getThreadCount();
    for (int i = 0; i < GUESTS; i++) {
      start(engine, call);
    }
    while (threads.stream().anyMatch(SleepingModulesTest::isBusy)) {
      Thread.yield();
    }
    assertThat(threads).allMatch(Thread::isAlive);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - before).isLessThan(OTHERS);
    modules.forEach(EngineModule::kill);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static boolean isBusy(Thread thread) {
    Thread.State state = thread.getState();
    return thread.isAlive() && state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING;
  }
}
