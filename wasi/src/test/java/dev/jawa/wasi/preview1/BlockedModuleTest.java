package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.FakeGuest;
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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Modules of WASI 0.1 in the middle of a call that does not return.
@Timeout(60)
class BlockedModuleTest {

  private static final int ROOT = 3;
  private static final int SUBSCRIPTION = 1_000;
  private static final long HOUR = 3_600_000_000_000L;

  @TempDir private Path folder;

  record Blocked(String name, Call call) {
    @Override
    public String toString() {
      return name;
    }
  }

  @FunctionalInterface
  interface Call {
    void run(FakeModule module);
  }

  static List<Blocked> calls() {
    return List.of(
        new Blocked("sleep", BlockedModuleTest::sleep),
        new Blocked("poll of stdin", m -> poll(m, 0)),
        new Blocked("poll of a FIFO", m -> poll(m, fifo(m))),
        new Blocked("read of stdin", m -> read(m, 0)),
        new Blocked("read of a FIFO", m -> read(m, fifo(m))),
        new Blocked("write to a full stdout", m -> fill(m, 1)),
        new Blocked("write to a full FIFO", m -> fill(m, fifo(m))));
  }

  private static void sleep(FakeModule module) {
    module.memory().putLong(SUBSCRIPTION + 8, 0).putInt(SUBSCRIPTION + 16, 1);
    module.memory().putLong(SUBSCRIPTION + 24, HOUR);
    module.call("poll_oneoff", SUBSCRIPTION, 2_000, 1, 0);
  }

  private static void poll(FakeModule module, int fd) {
    module.memory().putLong(SUBSCRIPTION + 8, 1).putInt(SUBSCRIPTION + 16, fd);
    module.call("poll_oneoff", SUBSCRIPTION, 2_000, 1, 0);
  }

  private static void read(FakeModule module, int fd) {
    module.putVector(500, 600, 10);
    module.call("fd_read", fd, 500, 1, 0);
  }

  private static void fill(FakeModule module, int fd) {
    module.putVector(500, 600, 4_096);
    while (module.call("fd_write", fd, 500, 1, 0) == Errno.SUCCESS) {
      // Until there is no more room.
    }
  }

  /// Open at both ends, so that it is neither at its end nor broken.
  private static int fifo(FakeModule module) {
    int length = module.put(100, "fifo");
    long rights = Rights.FD_READ | Rights.FD_WRITE;
    assertThat(module.call("path_open", ROOT, 0, 100, length, 0, rights, 0, 0, 0))
        .isEqualTo(Errno.SUCCESS);
    return module.memory().getInt(0);
  }

  @BeforeEach
  void makeFifo() throws Exception {
    Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("fifo").toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
  }

  private FakeGuest guest() {
    BytePipe silent = new BytePipe(1);
    Stdio stdio = new Stdio(silent.source(), silent.sink(), silent.sink(), false, false, false);
    try {
      Preopen preopen = new Preopen("/", LinuxDirectory.open(folder, Access.READ_WRITE));
      return new FakeGuest(
          WasiContext.builder(stdio, new FakeRandom())
              .clock(HostClock.SYSTEM)
              .preopens(List.of(preopen))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("calls")
  void endsAtOnceWhenKilledAndLeavesNoDescriptor(Blocked blocked) throws Exception {
    Killing.endsAndLeavesNothing(
        this::guest,
        guest -> {
          try (FakeModule module = new FakeModule(guest.context)) {
            blocked.call().run(module);
          }
        });
  }
}
