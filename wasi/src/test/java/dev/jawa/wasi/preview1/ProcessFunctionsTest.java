package dev.jawa.wasi.preview1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.FakeGuest;
import dev.jawa.wasi.FakeRandom;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.GuestExit;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What needs no files: arguments, environment, clocks, randomness, standard streams, waiting.
@Timeout(20)
class ProcessFunctionsTest {

  private final FakeGuest guest =
      new FakeGuest(
          "some input", builder -> builder.args(List.of("prog", "ü")).environment(environment()));
  private final FakeModule module = new FakeModule(guest.context);

  private static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("B", "2");
    environment.put("A", "one");
    return environment;
  }

  @Test
  void givesArguments() {
    assertThat(module.call("args_sizes_get", 0, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(0)).isEqualTo(2);
    assertThat(module.memory().getInt(4)).isEqualTo(8);
    assertThat(module.call("args_get", 16, 100)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(16)).isEqualTo(100);
    assertThat(module.memory().getInt(20)).isEqualTo(105);
    assertThat(module.text(100, 8)).isEqualTo("prog\0ü\0");
  }

  @Test
  void givesTheEnvironmentInItsOrder() {
    assertThat(module.call("environ_sizes_get", 0, 4)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(0)).isEqualTo(2);
    assertThat(module.memory().getInt(4)).isEqualTo(10);
    assertThat(module.call("environ_get", 16, 100)).isEqualTo(Errno.SUCCESS);
    assertThat(module.text(100, 10)).isEqualTo("B=2\0A=one\0");
  }

  @Test
  void tellsTheTimeOfItsTwoClocks() {
    assertThat(module.call("clock_time_get", 0, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(0)).isEqualTo(1_700_000_000_000_001_000L);
    assertThat(module.call("clock_time_get", 1, 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(0)).isEqualTo(1_000);
    assertThat(module.call("clock_res_get", 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(0)).isEqualTo(11);
    assertThat(module.call("clock_res_get", 1, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(0)).isEqualTo(7);
    assertThat(module.call("clock_time_get", 4, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(module.call("clock_res_get", 9, 0)).isEqualTo(Errno.INVAL);
  }

  @Test
  void tellsTheCpuTimeWhereItIsCounted() {
    guest.clock.cpu = 77;
    for (int id = 2; id <= 3; id++) {
      assertThat(module.call("clock_time_get", id, 0, 0)).isEqualTo(Errno.SUCCESS);
      assertThat(module.memory().getLong(0)).isEqualTo(77);
      assertThat(module.call("clock_res_get", id, 0)).isEqualTo(Errno.SUCCESS);
    }
    guest.clock.cpu = -1;
    assertThat(module.call("clock_time_get", 2, 0, 0)).isEqualTo(Errno.INVAL);
    assertThat(module.call("clock_res_get", 3, 0)).isEqualTo(Errno.INVAL);
  }

  @Test
  void fillsWithRandomnessJustWhatWasAsked() {
    assertThat(module.call("random_get", 10, 5)).isEqualTo(Errno.SUCCESS);
    assertThat(module.text(9, 7)).isEqualTo("\0\1\1\1\1\1\0");
  }

  @Test
  void endsByAnException() {
    assertThatThrownBy(() -> module.call("proc_exit", 33))
        .isInstanceOfSatisfying(GuestExit.class, exit -> assertThat(exit.code()).isEqualTo(33));
    assertThat(module.call("proc_raise", 9)).isEqualTo(Errno.NOTSUP);
    assertThat(module.call("sched_yield")).isEqualTo(Errno.SUCCESS);
  }

  @Test
  void trapsOnPointersThatLeadOut() {
    assertThatThrownBy(() -> module.call("args_sizes_get", 65_533, 0)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> module.call("random_get", 0xFFFF_FFFFL, 2)).isInstanceOf(Trap.class);
    assertThatThrownBy(() -> module.call("poll_oneoff", 0xFFFF_FFFFL, 0, 1, 0))
        .isInstanceOf(Trap.class);
  }

  @Test
  void writesAllVectorsToAStream() {
    module.put(100, "hello ");
    module.put(200, "world");
    module.putVector(0, 100, 6);
    module.putVector(8, 0, 0);
    module.putVector(16, 200, 5);
    assertThat(module.call("fd_write", 1, 0, 3, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(50)).isEqualTo(11);
    assertThat(guest.stdout.text()).isEqualTo("hello world");
    assertThat(module.call("fd_write", 2, 16, 1, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stderr.text()).isEqualTo("world");
  }

  @Test
  void readsAStreamIntoVectorsUntilItsEnd() {
    module.putVector(0, 100, 4);
    module.putVector(8, 200, 100);
    assertThat(module.call("fd_read", 0, 0, 2, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(50)).isEqualTo(10);
    assertThat(module.text(100, 5)).isEqualTo("some\0");
    assertThat(module.text(200, 6)).isEqualTo(" input");
    assertThat(module.call("fd_read", 0, 0, 2, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(50)).isZero();
  }

  @Test
  void refusesWhatAStreamIsNotFor() {
    module.putVector(0, 100, 4);
    assertThat(module.call("fd_read", 1, 0, 1, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_write", 0, 0, 1, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_seek", 1, 0, 0, 50)).isEqualTo(Errno.SPIPE);
    assertThat(module.call("fd_tell", 0, 50)).isEqualTo(Errno.SPIPE);
    assertThat(module.call("fd_pread", 0, 0, 1, 0, 50)).isEqualTo(Errno.SPIPE);
    assertThat(module.call("fd_filestat_set_size", 1, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_prestat_get", 1, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_prestat_dir_name", 1, 0, 9)).isEqualTo(Errno.NOTDIR);
    assertThat(module.call("fd_prestat_dir_name", 77, 0, 9)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_pwrite", 1, 0, 1, 0, 50)).isEqualTo(Errno.SPIPE);
    assertThat(module.call("fd_pread", 1, 0, 1, 0, 50)).isEqualTo(Errno.BADF);
    for (String function : List.of("fd_sync", "fd_datasync")) {
      assertThat(module.call(function, 0)).as(function).isEqualTo(Errno.BADF);
    }
    assertThat(module.call("fd_advise", 0, 0, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_allocate", 0, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_filestat_set_times", 0, 0, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_readdir", 1, 0, 0, 0, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("path_open", 0, 0, 0, 1, 0, 0, 0, 0, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_read", 77, 0, 1, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_close", 0xFFFF_FFFFL)).isEqualTo(Errno.BADF);
  }

  @Test
  void makesATerminalLookLikeOne() {
    assertThat(module.call("fd_fdstat_get", 1, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().get(0)).isEqualTo((byte) 2);
    assertThat(module.memory().getLong(8) & (Rights.FD_SEEK | Rights.FD_TELL)).isZero();
    assertThat(module.call("fd_fdstat_get", 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().get(0)).isZero();
    assertThat(module.call("fd_filestat_get", 1, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().get(16)).isEqualTo((byte) 2);
  }

  @Test
  void tellsOfAStreamTheOneRightThatLibrariesExpect() {
    assertThat(module.call("fd_fdstat_get", 0, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(Rights.FD_READ);
    assertThat(module.memory().getLong(16)).isEqualTo(Rights.FD_READ);
    assertThat(module.call("fd_fdstat_get", 2, 0)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getLong(8)).isEqualTo(Rights.FD_WRITE);
  }

  @Test
  void closesAndRenumbersStreams() {
    assertThat(module.call("fd_renumber", 1, 2)).isEqualTo(Errno.SUCCESS);
    module.put(100, "x");
    module.putVector(0, 100, 1);
    assertThat(module.call("fd_write", 2, 0, 1, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(guest.stdout.text()).isEqualTo("x");
    assertThat(module.call("fd_write", 1, 0, 1, 50)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_renumber", 2, 1)).isEqualTo(Errno.BADF);
    assertThat(module.call("fd_close", 2)).isEqualTo(Errno.SUCCESS);
    assertThat(module.call("fd_close", 2)).isEqualTo(Errno.BADF);
  }

  @Test
  void knowsNoSockets() {
    assertThat(module.call("sock_shutdown", 1, 0)).isEqualTo(Errno.NOTSOCK);
    assertThat(module.call("sock_accept", 9, 0, 0)).isEqualTo(Errno.BADF);
    assertThat(module.call("sock_recv", 0, 0, 0, 0, 0, 0)).isEqualTo(Errno.NOTSOCK);
    assertThat(module.call("sock_send", 1, 0, 0, 0, 0)).isEqualTo(Errno.NOTSOCK);
  }

  private void putClock(int address, long userdata, int id, long timeout, int flags) {
    module.memory().putLong(address, userdata).put(address + 8, (byte) 0);
    module.memory().putInt(address + 16, id).putLong(address + 24, timeout);
    module.memory().putShort(address + 40, (short) flags);
  }

  private void putFd(int address, long userdata, int type, int fd) {
    module.memory().putLong(address, userdata).put(address + 8, (byte) type);
    module.memory().putInt(address + 16, fd);
  }

  private String event(int index) {
    int address = 1000 + index * 32;
    return "%d %s %d"
        .formatted(
            module.memory().getLong(address),
            Errno.values()[module.memory().getShort(address + 8)],
            module.memory().get(address + 10));
  }

  @Test
  void sleepsUntilTheClockOfTheHostSaysSo() throws Exception {
    putClock(0, 42, 1, 5_000, 0);
    CompletableFuture<Errno> done = new CompletableFuture<>();
    Thread sleeper =
        Thread.startVirtualThread(() -> done.complete(module.call("poll_oneoff", 0, 1000, 1, 50)));
    while (guest.clock.waiting() == 0) {
      Thread.onSpinWait();
    }
    guest.clock.advance(4_999);
    assertThat(done).isNotDone();
    guest.clock.advance(1);
    sleeper.join();
    assertThat(done).isCompletedWithValue(Errno.SUCCESS);
    assertThat(module.memory().getInt(50)).isEqualTo(1);
    assertThat(event(0)).isEqualTo("42 SUCCESS 0");
  }

  @Test
  void answersEventsThatHappened() {
    putClock(0, 1, 0, 1_600_000_000_000_000_000L, 1);
    putFd(48, 2, 1, 0);
    putFd(96, 3, 2, 1);
    putClock(144, 4, 1, 1_000_000, 0);
    assertThat(module.call("poll_oneoff", 0, 1000, 4, 50)).isEqualTo(Errno.SUCCESS);
    assertThat(module.memory().getInt(50)).isEqualTo(3);
    assertThat(event(0)).isEqualTo("1 SUCCESS 0");
    assertThat(event(1)).isEqualTo("2 SUCCESS 1");
    assertThat(event(2)).isEqualTo("3 SUCCESS 2");
    assertThat(module.call("poll_oneoff", 0, 1000, 0, 50)).isEqualTo(Errno.INVAL);
  }

  @Test
  void refusesToPollWhatIsWrong() {
    putClock(0, 1, 1, 0, 0);
    putFd(48, 4, 1, 99);
    assertThat(module.call("poll_oneoff", 0, 1000, 2, 50)).isEqualTo(Errno.BADF);
    putFd(48, 5, 2, 0);
    assertThat(module.call("poll_oneoff", 0, 1000, 2, 50)).isEqualTo(Errno.BADF);
    putClock(48, 6, 3, 0, 0);
    assertThat(module.call("poll_oneoff", 0, 1000, 2, 50)).isEqualTo(Errno.INVAL);
    putFd(48, 8, 7, 0);
    assertThat(module.call("poll_oneoff", 0, 1000, 2, 50)).isEqualTo(Errno.INVAL);
  }

  @Test
  void waitsForInputAndForRoom() throws Exception {
    BytePipe input = new BytePipe(64);
    MemorySink output = new MemorySink(10);
    Stdio stdio = new Stdio(input.source(), output, output, false, false, false);
    try (WasiContext context = WasiContext.builder(stdio, new FakeRandom()).build();
        FakeModule waiting = new FakeModule(context)) {
      waiting.putVector(0, 100, 10);
      assertThat(waiting.call("fd_fdstat_set_flags", 0, FdFlags.NONBLOCK)).isEqualTo(Errno.SUCCESS);
      assertThat(waiting.call("fd_read", 0, 0, 1, 50)).isEqualTo(Errno.AGAIN);
      assertThat(waiting.call("fd_fdstat_set_flags", 0, 0)).isEqualTo(Errno.SUCCESS);
      CompletableFuture<Errno> done = new CompletableFuture<>();
      Thread reader =
          Thread.startVirtualThread(() -> done.complete(waiting.call("fd_read", 0, 0, 1, 50)));
      input.sink().write("late".getBytes(StandardCharsets.UTF_8));
      reader.join();
      assertThat(done).isCompletedWithValue(Errno.SUCCESS);
      assertThat(waiting.text(100, 4)).isEqualTo("late");
    }
  }

  @Test
  void trapsWhenInterruptedWhileItWaits() throws Exception {
    putClock(0, 42, 1, Long.MAX_VALUE, 0);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread sleeper =
        Thread.startVirtualThread(() -> {
          try {
            module.call("poll_oneoff", 0, 1000, 1, 50);
            thrown.complete(null);
          } catch (Trap trap) {
            thrown.complete(trap);
          }
        });
    sleeper.interrupt();
    sleeper.join();
    assertThat(thrown.join())
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
  }

  @Test
  void understandsTheLayoutsOfTheUnstableVersion() {
    module.memory().putLong(0, 42).put(8, (byte) 0);
    module.memory().putInt(24, 1).putLong(32, 0);
    module.memory().putLong(56, 43).put(64, (byte) 2);
    module.memory().putInt(72, 1);
    assertThat(module.callOf("wasi_unstable", "poll_oneoff", 0, 1000, 2, 500))
        .isEqualTo(Errno.SUCCESS);
    assertThat(event(0)).isEqualTo("42 SUCCESS 0");
    assertThat(event(1)).isEqualTo("43 SUCCESS 2");
  }
}
