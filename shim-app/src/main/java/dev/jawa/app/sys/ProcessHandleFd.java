package dev.jawa.app.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jawa.app.sys.FdPoller.Interest;
import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;

/// A process that is not a child started by Java, by a pidfd: never another one that got the same
/// number later.
public final class ProcessHandleFd implements AutoCloseable {

  private static final int P_PIDFD = 3;
  private static final int WEXITED = 4;
  private static final int SIGINFO_SIZE = 128;
  private static final int SI_CODE = 8;
  private static final int SI_STATUS = 24;
  private static final int CLD_EXITED = 1;
  private static final int SIGNALLED = 128;
  private static final int UNKNOWN = 137;

  private final long pid;
  private final Fd fd;
  private final FdPoller poller;
  private final Runnable whenClosed;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private ProcessHandleFd(long pid, Fd fd, FdPoller poller, Runnable whenClosed) {
    this.pid = pid;
    this.fd = fd;
    this.poller = poller;
    this.whenClosed = whenClosed;
  }

  /// @param whenClosed called once nobody asks for this process any more
  /// @throws IOException if there is no such process
  static ProcessHandleFd open(long pid, FdPoller poller, Runnable whenClosed) throws IOException {
    Fd fd = new Fd(Kernel.call("pidfd_open " + pid, Syscall.PIDFD_OPEN, pid, 0));
    ProcessHandleFd process = new ProcessHandleFd(pid, fd, poller, whenClosed);
    try {
      poller.whenReady(fd, Interest.READABLE, process::end);
      return process;
    } catch (IOException e) {
      fd.close();
      throw e;
    }
  }

  public long pid() {
    return pid;
  }

  /// Completes when the process has ended: with its exit status, 128 + signal if one ended it, or
  /// 137 if it was not this process's to ask.
  public CompletableFuture<Integer> ended() {
    return ended;
  }

  private void end() {
    int status = reap();
    ended.completeAsync(() -> status, task -> Thread.ofVirtual().start(task));
  }

  // A child only if this process is its subreaper; else its parent reaps it.
  private int reap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_SIZE, Long.BYTES);
      Kernel.call(
          arena, "waitid", Syscall.WAITID, P_PIDFD, fd.number(), info.address(), WEXITED, 0);
      int status = info.get(JAVA_INT, SI_STATUS);
      return info.get(JAVA_INT, SI_CODE) == CLD_EXITED ? status : SIGNALLED + status;
    } catch (KernelException _) {
      // ECHILD: not ours to reap.
      return UNKNOWN;
    }
  }

  /// Sends a signal; a process that has ended does not mind.
  public void signal(int signal) throws IOException {
    try {
      Kernel.call(
          "signal " + signal + " to process " + pid,
          Syscall.PIDFD_SEND_SIGNAL,
          fd.number(),
          signal,
          0,
          0);
    } catch (KernelException e) {
      if (e.errno() != KernelException.ESRCH) {
        throw e;
      }
    }
  }

  @Override
  public void close() {
    poller.forget(fd);
    fd.close();
    whenClosed.run();
  }
}
