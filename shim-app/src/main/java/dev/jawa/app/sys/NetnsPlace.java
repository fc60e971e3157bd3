package dev.jawa.app.sys;

import dev.jawa.wasi.ctx.NetworkPlace;
import dev.jawa.wasi.sys.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The network namespace of another process. Entering one changes the calling thread for good, so a
/// platform thread of its own does it and never serves anything else.
public final class NetnsPlace implements NetworkPlace, AutoCloseable {

  private static final int CLONE_NEWNET = 0x40000000;

  private final ExecutorService thread;

  private NetnsPlace(ExecutorService thread) {
    this.thread = thread;
  }

  /// Whether a process lives in the network namespace of this one.
  public static boolean isHere(long pid) throws IOException {
    return Files.readSymbolicLink(namespaceOf(pid))
        .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
  }

  private static Path namespaceOf(long pid) {
    return Path.of("/proc/" + pid + "/ns/net");
  }

  /// Enters the namespace of a process; the process may end afterwards.
  public static NetnsPlace of(long pid) throws IOException {
    Fd namespace = Fd.open(namespaceOf(pid), Fd.Mode.READ);
    NetnsPlace place =
        new NetnsPlace(
            Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("netns-" + pid).factory()));
    try (namespace) {
      place.call(() -> Kernel.call("setns", Syscall.SETNS, namespace.number(), CLONE_NEWNET));
      return place;
    } catch (IOException e) {
      place.close();
      throw e;
    } catch (Exception e) {
      place.close();
      throw new IOException("cannot enter the network namespace of process " + pid, e);
    }
  }

  @Override
  public <T> T call(Callable<T> action) throws Exception {
    Future<T> result = thread.submit(action);
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /// Ends the thread; sockets made in the namespace live on.
  @Override
  public void close() {
    thread.shutdown();
  }
}
