package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.wasi.FakeRandom;
import dev.jawa.wasi.Killing;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.Preopen;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.sys.Access;
import dev.jawa.wasi.sys.LinuxDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Modules of WASI 0.1 on both engines in the middle of a call that does not return.
@Timeout(60)
class BlockedModuleTest {

  private static final int ROOT = 3;
  private static final int SUBSCRIPTION = 1_000;
  private static final long HOUR = 3_600_000_000_000L;
  private static final List<String> FUNCTIONS =
      List.of("poll_oneoff", "fd_read", "fd_write", "path_open");
  private static final List<String> ENGINES = List.of("chicory", "graalwasm");
  private static final Map<String, Engine> engines = new HashMap<>();

  @TempDir private Path folder;

  record Blocked(String engine, String name, Call call) {
    @Override
    public String toString() {
      return name + " on " + engine;
    }
  }

  @BeforeAll
  static void startEngines() {
    ENGINES.forEach(id -> engines.put(id, Engines.create(id, new EngineOptions(null, true))));
  }

  @AfterAll
  static void stopEngines() {
    engines.values().forEach(Engine::close);
  }

  @FunctionalInterface
  interface Call {
    void run(EngineModule module);
  }

  static List<Blocked> calls() {
    return ENGINES.stream().flatMap(BlockedModuleTest::calls).toList();
  }

  private static Stream<Blocked> calls(String engine) {
    return Stream.of(
        new Blocked(engine, "sleep", BlockedModuleTest::sleep),
        new Blocked(engine, "poll of stdin", m -> poll(m, 0)),
        new Blocked(engine, "poll of a FIFO", m -> poll(m, fifo(m))),
        new Blocked(engine, "read of stdin", m -> read(m, 0)),
        new Blocked(engine, "read of a FIFO", m -> read(m, fifo(m))),
        new Blocked(engine, "write to a full stdout", m -> fill(m, 1)),
        new Blocked(engine, "write to a full FIFO", m -> fill(m, fifo(m))));
  }

  private static void sleep(EngineModule module) {
    module.memory().putLong(SUBSCRIPTION + 8, 0);
    module.memory().putInt(SUBSCRIPTION + 16, 1);
    module.memory().putLong(SUBSCRIPTION + 24, HOUR);
    module.call("poll_oneoff", SUBSCRIPTION, 2_000, 1, 0);
  }

  private static void poll(EngineModule module, int fd) {
    module.memory().putLong(SUBSCRIPTION + 8, 1);
    module.memory().putInt(SUBSCRIPTION + 16, fd);
    module.call("poll_oneoff", SUBSCRIPTION, 2_000, 1, 0);
  }

  private static void read(EngineModule module, int fd) {
    module.putVector(500, 600, 10);
    module.call("fd_read", fd, 500, 1, 0);
  }

  private static void fill(EngineModule module, int fd) {
    module.putVector(500, 600, 4_096);
    while (module.call("fd_write", fd, 500, 1, 0) == Errno.SUCCESS) {
      // Until there is no more room.
    }
  }

  /// Open at both ends, so that it is neither at its end nor broken.
  private static int fifo(EngineModule module) {
    int length = module.put(100, "fifo");
    long rights = Rights.FD_READ | Rights.FD_WRITE;
    assertThat(module.call("path_open", ROOT, 0, 100, length, 0, rights, 0, 0, 0))
        .isEqualTo(Errno.SUCCESS);
    return module.memory().getInt(0);
  }

  @BeforeEach
  void makeFifo() throws Exception {
    makeFifo(folder);
  }

  static void makeFifo(Path folder) throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  private WasiContext context() {
    BytePipe silent = new BytePipe(1);
    Stdio stdio = new Stdio(silent.source(), silent.sink(), silent.sink(), false, false, false);
    try {
      Preopen preopen = new Preopen("/", LinuxDirectory.open(folder, Access.READ_WRITE));
      return WasiContext.builder(stdio, new FakeRandom())
          .clock(HostClock.SYSTEM)
          .preopens(List.of(preopen))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Blocking(WasiContext context, EngineModule module, Call call)
      implements Killing.Victim {

    @Override
    public void block() {
      call.run(module);
    }

    @Override
    public void kill(Thread thread) {
      module.kill();
    }

    @Override
    public void close() {
      module.close();
      context.close();
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsAtOnceWhenKilledAndLeavesNoDescriptor(Blocked blocked) throws Exception {
    Engine engine = engines.get(blocked.engine());
    Killing.endsAndLeavesNothing(() -> {
      WasiContext context = context();
      return new Blocking(context, new EngineModule(engine, context, FUNCTIONS), blocked.call());
    });
  }
}
