package dev.jawa.app.sys;

import dev.jawa.app.sys.FdPoller.Interest;
import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.concurrent.CompletableFuture;

/// A process that is not a child started by Java, by a pidfd: never another one that got the same
/// number later.
public final class ProcessHandleFd implements AutoCloseable {

  private static final int P_PIDFD = 3;
  private static final int WEXITED = 4;
  private static final int SIGINFO_SIZE = 128;

  private final long pid;
  private final Fd fd;
  private final FdPoller poller;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private ProcessHandleFd(long pid, Fd fd, FdPoller poller) {
    this.pid = pid;
    this.fd = fd;
    this.poller = poller;
  }

  /// @throws IOException if there is no such process
  public static ProcessHandleFd open(long pid, FdPoller poller) throws IOException {
    Fd fd = new Fd(Kernel.call("pidfd_open " + pid, Syscall.PIDFD_OPEN, pid, 0));
    ProcessHandleFd process = new ProcessHandleFd(pid, fd, poller);
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

  /// Completes when the process has ended.
  public CompletableFuture<Void> ended() {
    return ended;
  }

  private void end() {
    reap();
    ended.completeAsync(() -> null, task -> Thread.ofVirtual().start(task));
  }

  // A child only if this process is its subreaper; else its parent reaps it.
  private void reap() {
    try (Arena arena = Arena.ofConfined()) {
      Kernel.call(
          arena,
          "waitid",
          Syscall.WAITID,
          P_PIDFD,
          fd.number(),
          arena.allocate(SIGINFO_SIZE, Long.BYTES).address(),
          WEXITED,
          0);
    } catch (KernelException _) {
      // ECHILD: not ours to reap.
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
  }
}
