package dev.jawa.app.sys;

import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Processes that became children of this one because their parents ended
/// ([CurrentProcess#becomeSubreaper]): those that a container's runtime leaves behind on purpose,
/// which are adopted and waited for, and strangers, of which somebody has to take the exit status
/// or they stay zombies for ever.
///
/// A stranger is told by three things. It is in another session than this process, as Java's own
/// children never are. It is not adopted. And whoever was about to adopt something when it was
/// found dead has done so since: the runtime's process may have ended before anybody has read its
/// number.
public final class Orphans implements AutoCloseable {

  private static final int P_PIDFD = 3;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int SIGINFO_SIZE = 128;

  private final FdPoller poller;
  private final Set<Long> adopted = ConcurrentHashMap.newKeySet();
  private final Set<CompletableFuture<Void>> starts = ConcurrentHashMap.newKeySet();
  private final Thread keeper;

  /// @param interval how often it looks for strangers that have ended
  public Orphans(FdPoller poller, Duration interval) {
    this.poller = poller;
    this.keeper = Thread.ofVirtual().name("orphans").start(() -> keep(interval));
  }

  /// Something that leaves a process behind is going on, until it is closed.
  public interface Start extends AutoCloseable {
    @Override
    void close();
  }

  /// To be called before the process is made that will be adopted, and closed after it was.
  public Start starting() {
    CompletableFuture<Void> start = new CompletableFuture<>();
    starts.add(start);
    return () -> {
      starts.remove(start);
      start.complete(null);
    };
  }

  /// Takes a process into care, from within a [#starting()]. It is let go when it is closed.
  ///
  /// @throws IOException if there is no such process
  public ProcessHandleFd adopt(long pid) throws IOException {
    adopted.add(pid);
    try {
      return ProcessHandleFd.open(pid, poller, () -> adopted.remove(pid));
    } catch (IOException e) {
      adopted.remove(pid);
      throw e;
    }
  }

  private void keep(Duration interval) {
    try {
      while (true) {
        Thread.sleep(interval);
        bury();
      }
    } catch (InterruptedException _) {
      // It is closed.
    }
  }

  /// Takes the exit status of all strangers that have ended by now.
  void bury() {
    List<Dead> dead = dead();
    try {
      if (!dead.isEmpty()) {
        CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
        dead.stream().filter(found -> !adopted.contains(found.pid())).forEach(Dead::reap);
      }
    } finally {
      dead.forEach(found -> found.fd().close());
    }
  }

  private List<Dead> dead() {
    List<Dead> dead = new ArrayList<>();
    long session = Stat.of("self") instanceof Stat self ? self.session() : 0;
    for (long pid : children()) {
      Dead found = adopted.contains(pid) ? null : Dead.find(pid, session);
      if (found != null) {
        dead.add(found);
      }
    }
    return dead;
  }

  // Who is adopted becomes a child of the process's first thread.
  private static List<Long> children() {
    long me = ProcessHandle.current().pid();
    try {
      String children = Files.readString(Path.of("/proc/self/task/" + me + "/children"));
      return Arrays.stream(children.split(" "))
          .filter(pid -> !pid.isBlank())
          .map(Long::parseLong)
          .toList();
    } catch (IOException _) {
      // A kernel that does not list them.
      return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }
  }

  /// A child that has ended, held so that its number means nobody else.
  private record Dead(long pid, Fd fd) {

    static @Nullable Dead find(long pid, long ownSession) {
      if (!isStranger(pid, ownSession)) {
        return null;
      }
      try {
        Fd fd = new Fd(Kernel.call("pidfd_open " + pid, Syscall.PIDFD_OPEN, pid, 0));
        if (isStranger(pid, ownSession)) {
          return new Dead(pid, fd);
        }
        fd.close();
      } catch (KernelException _) {
        // Somebody took its status in the meantime.
      }
      return null;
    }

    private static boolean isStranger(long pid, long ownSession) {
      Stat stat = Stat.of(Long.toString(pid));
      return stat != null && stat.state() == 'Z' && stat.session() != ownSession;
    }

    void reap() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment info = arena.allocate(SIGINFO_SIZE, Long.BYTES);
        Kernel.call(
            arena,
            "waitid",
            Syscall.WAITID,
            P_PIDFD,
            fd.number(),
            info.address(),
            WEXITED | WNOHANG,
            0);
      } catch (KernelException _) {
        // Somebody else did.
      }
    }
  }

  /// What the kernel tells of a process.
  private record Stat(char state, long session) {

    /// `null` if there is no such process.
    static @Nullable Stat of(String process) {
      try {
        // A program's name may have any bytes.
        Path file = Path.of("/proc/" + process + "/stat");
        String line = Files.readString(file, StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(") ") + 2).split(" ");
        return new Stat(fields[0].charAt(0), Long.parseLong(fields[3]));
      } catch (IOException _) {
        return null;
      }
    }
  }

  @Override
  public void close() {
    keeper.interrupt();
  }
}
