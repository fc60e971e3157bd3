package dev.jawa.wasi.preview1;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.Pollable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `poll_oneoff`: waits for the first of several events. Parks.
final class Poll {

  /// Where a `subscription` has its fields.
  ///
  /// @param size of a subscription
  /// @param clockAt where a clock's id is; its timeout follows after 8 bytes, its flags after 24
  record Layout(int size, int clockAt) {
    static final Layout SNAPSHOT = new Layout(48, 16);
    static final Layout UNSTABLE = new Layout(56, 24);
  }

  private static final int EVENT_SIZE = 32;

  private static final int CLOCK = 0;
  private static final int FD_READ = 1;
  private static final int FD_WRITE = 2;

  private static final int ABSOLUTE = 1;

  /// The flag of an event for a file that is at its end (`eventrwflags`).
  private static final int HANGUP = 1;

  private Poll() {}

  static void bind(Functions functions) {
    functions.add("poll_oneoff", "iiii", Poll::oneoff);
  }

  /// One thing waited for.
  ///
  /// @param entry what is to be read or written; `null` for a clock
  /// @param pollable ready when there is something to read or write; `null` for a clock
  /// @param deadline when a clock's event is, as the monotonic clock counts
  private record Subscription(
      long userdata, int type, @Nullable Entry entry, @Nullable Pollable pollable, long deadline) {

    boolean happened(HostClock clock) {
      return pollable == null ? clock.monotonicNanos() >= deadline : pollable.isReady();
    }

    boolean isAtEnd() throws IOException {
      return type == FD_READ
          && entry != null
          && entry.target() instanceof Target.File(var file)
          && Seek.possible(file)
          && file.stat().size() <= entry.position();
    }
  }

  private static void oneoff(Call call) throws IOException {
    oneoff(call, Layout.SNAPSHOT);
  }

  static void oneoff(Call call, Layout layout) throws IOException {
    long count = call.u32(2);
    if (count == 0 || count > call.context().limits().polledHandles()) {
      throw new ErrnoException(Errno.INVAL);
    }
    call.session().charge(count * (layout.size() + EVENT_SIZE));
    List<Subscription> subscriptions = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      subscriptions.add(subscription(call, layout, call.u32(0) + i * layout.size()));
    }
    HostClock clock = call.context().clock();
    List<Subscription> happened = happened(subscriptions, clock);
    while (happened.isEmpty()) {
      waitForOne(subscriptions, clock);
      happened = happened(subscriptions, clock);
    }
    putEvents(call, happened);
  }

  private static List<Subscription> happened(List<Subscription> subscriptions, HostClock clock) {
    return subscriptions.stream().filter(each -> each.happened(clock)).toList();
  }

  /// One that is wrong fails the whole call, as it does under wasmtime.
  private static Subscription subscription(Call call, Layout layout, long address)
      throws ErrnoException {
    long userdata = call.memory().u64(address);
    int type = call.memory().u8(address + 8);
    return switch (type) {
      case CLOCK ->
          new Subscription(userdata, type, null, null, deadline(call, address + layout.clockAt()));
      case FD_READ, FD_WRITE -> {
        int fd = (int) call.memory().u32(address + 16);
        Entry entry = call.descriptors().get(fd).require(Rights.POLL_FD_READWRITE);
        yield new Subscription(userdata, type, entry, readiness(entry, type), 0);
      }
      default -> throw new ErrnoException(Errno.INVAL);
    };
  }

  private static long deadline(Call call, long address) throws ErrnoException {
    HostClock clock = call.context().clock();
    int id = (int) call.memory().u32(address);
    long timeout = call.memory().u64(address + 8);
    boolean absolute = (call.memory().u16(address + 24) & ABSOLUTE) != 0;
    long now = Clock.now(clock, id);
    long left = absolute ? Math.max(0, timeout - now) : timeout;
    // A timeout beyond 2^63 nanoseconds (292 years) is no timeout.
    long bounded = left < 0 ? Long.MAX_VALUE : left;
    long start = clock.monotonicNanos();
    return start + Math.min(bounded, Long.MAX_VALUE - Math.max(start, 0));
  }

  private static Pollable readiness(Entry entry, int type) throws ErrnoException {
    return switch (entry.target()) {
      case Target.Source(var source, var _) when type == FD_READ -> source.readiness();
      case Target.Sink(var sink, var _) when type == FD_WRITE -> sink.readiness();
      case Target.File(var file) -> type == FD_READ ? file.readReadiness() : file.writeReadiness();
      case Target.Source _, Target.Sink _, Target.Dir _ -> throw new ErrnoException(Errno.BADF);
    };
  }

  private static void waitForOne(List<Subscription> subscriptions, HostClock clock) {
    CountDownLatch woken = new CountDownLatch(1);
    List<Runnable> cancels = new ArrayList<>();
    try {
      for (Subscription each : subscriptions) {
        Pollable pollable = each.pollable();
        cancels.add(
            pollable == null
                ? clock.wakeAfter(each.deadline() - clock.monotonicNanos(), woken::countDown)
                : pollable.onReady(woken::countDown));
      }
      woken.await();
    } catch (InterruptedException _) {
      throw new Trap(Trap.Kind.INTERRUPT);
    } finally {
      cancels.forEach(Runnable::run);
    }
  }

  private static void putEvents(Call call, List<Subscription> happened) throws IOException {
    long address = call.u32(1);
    for (Subscription event : happened) {
      call.memory().put(address, new byte[EVENT_SIZE]);
      call.memory().putU64(address, event.userdata());
      call.memory().putU8(address + 10, event.type());
      if (event.type() != CLOCK) {
        // How many bytes are there is not known before reading; one is always right.
        call.memory().putU64(address + 16, 1);
        call.memory().putU16(address + 24, event.isAtEnd() ? HANGUP : 0);
      }
      address += EVENT_SIZE;
    }
    call.memory().putU32(call.u32(3), happened.size());
  }
}
