package dev.jawa.wasi.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.jawa.wasi.ctx.FileError;
import dev.jawa.wasi.ctx.FileException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Threads that are someone else to the file systems (`setfsuid(2)`, `setfsgid(2)`, `setgroups(2)`:
/// made by hand, they change one thread and not the process), with an umask of their own
/// (`unshare(2)`).
///
/// They are platform threads that do nothing else: a virtual thread would leave the identity on its
/// carrier, for other guests to find. They end when there has been nothing to do for a while.
final class IdentityThreads {

  private static final long IDLE_SECONDS = 10;

  /// Changes nothing, and tells what is.
  private static final long ASK = -1;

  /// Of `clone(2)`: the umask and the current directory.
  private static final long CLONE_FS = 0x200;

  private final FileIdentity identity;
  private final ThreadPoolExecutor threads;

  /// Whether a thread could not get an umask of its own.
  private volatile boolean umaskRefused;

  IdentityThreads(FileIdentity identity) {
    this.identity = identity;
    int most = Runtime.getRuntime().availableProcessors();
    this.threads =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            loop ->
                Thread.ofPlatform()
                    .daemon()
                    .name("jawa-files-" + identity.uid())
                    .unstarted(() -> {
                      assume();
                      loop.run();
                    }));
    threads.allowCoreThreadTimeOut(true);
  }

  /// What is to be done.
  @FunctionalInterface
  interface Work<T> {
    T run() throws FileException;
  }

  /// Does it as the other one, to its end even when interrupted.
  ///
  /// @throws FileException also if this process may not be someone else
  <T> T call(Work<T> work) throws FileException {
    try {
      return CompletableFuture.supplyAsync(() -> checked(work), threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Failure failure) {
        throw failure.exception;
      }
      throw e;
    }
  }

  private <T> T checked(Work<T> work) {
    try {
      requireAssumed();
      return work.run();
    } catch (FileException e) {
      throw new Failure(e);
    }
  }

  /// Carries a checked exception through a future.
  private static final class Failure extends RuntimeException {
    private final FileException exception;

    Failure(FileException exception) {
      super(exception.getMessage(), exception, false, false);
      this.exception = exception;
    }
  }

  /// The groups first: whoever has given up the superuser's identity can no longer change them.
  private void assume() {
    Scratch scratch = new Scratch();
    try (Arena arena = Arena.ofConfined()) {
      int[] groups = identity.groups().stream().mapToInt(Integer::intValue).toArray();
      MemorySegment list = arena.allocateFrom(JAVA_INT, groups);
      Kernel.raw(scratch, Syscall.SETGROUPS, groups.length, list.address(), 0, 0, 0, 0);
    }
    Kernel.raw(scratch, Syscall.SETFSGID, identity.gid(), 0, 0, 0, 0, 0);
    Kernel.raw(scratch, Syscall.SETFSUID, identity.uid(), 0, 0, 0, 0, 0);
    if (!identity.hasUsualUmask()) {
      assumeUmask(scratch);
    }
  }

  /// Threads of a process share it until they say otherwise.
  private void assumeUmask(Scratch scratch) {
    if (Kernel.raw(scratch, Syscall.UNSHARE, CLONE_FS, 0, 0, 0, 0, 0) == -1) {
      umaskRefused = true;
    } else {
      Kernel.raw(scratch, Syscall.UMASK, identity.umask(), 0, 0, 0, 0, 0);
    }
  }

  /// The calls themselves never tell whether they worked.
  private void requireAssumed() throws FileException {
    Scratch scratch = new Scratch();
    long uid = Kernel.raw(scratch, Syscall.SETFSUID, ASK, 0, 0, 0, 0, 0);
    long gid = Kernel.raw(scratch, Syscall.SETFSGID, ASK, 0, 0, 0, 0, 0);
    if (umaskRefused || uid != identity.uid() || gid != identity.gid()) {
      throw new FileException(FileError.PERM);
    }
  }
}
