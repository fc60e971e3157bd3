package dev.jawa.app.oci;

import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSink;
import dev.jawa.app.sys.FdSource;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The standard streams of a process, as its client has them.
///
/// containerd's clients make FIFOs and may come and go: so both ends of each are held here until
/// the guest has ended. A client that went away then means neither an end of input nor a broken
/// pipe, and another can take its place.
final class StdioPipes implements AutoCloseable {

  private final String stdinPath;
  private final FdSink stdout;
  private final FdSink stderr;
  private final FdPoller poller;
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable FdSource stdin;

  /// The other end of stdin, as long as its end must not be seen.
  private @Nullable Fd stdinHold;

  private boolean stdinClosed;

  private final @Nullable LoggerProcess logger;

  private StdioPipes(
      String stdinPath,
      FdSink stdout,
      FdSink stderr,
      @Nullable LoggerProcess logger,
      FdPoller poller) {
    this.stdinPath = stdinPath;
    this.stdout = stdout;
    this.stderr = stderr;
    this.logger = logger;
    this.poller = poller;
  }

  /// Opens what a client offers: each a path of a FIFO or file, a URI (the one of stdout counts for
  /// both outputs), or empty for none.
  ///
  /// @throws OciException if an output cannot be opened
  static StdioPipes open(StdioRequest request, LoggerProcess.Owner owner, FdPoller poller) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      if (LogUri.parse(request.stdout()) instanceof LogUri.Logger logger) {
        Fd.Pipe out = remember(Fd.pipe(), opened);
        Fd.Pipe err = remember(Fd.pipe(), opened);
        LoggerProcess process = LoggerProcess.start(logger, owner, out, err, poller);
        return new StdioPipes(
            request.stdin(),
            new FdSink(out.write(), poller),
            new FdSink(err.write(), poller),
            process,
            poller);
      }
      FdSink out = new FdSink(remember(openOutput(request.stdout()), opened), poller);
      String errors = request.terminal() ? "" : request.stderr();
      FdSink err = new FdSink(remember(openOutput(errors), opened), poller);
      return new StdioPipes(request.stdin(), out, err, null, poller);
    } catch (IOException | RuntimeException e) {
      opened.forEach(StdioPipes::closeQuietly);
      throw new OciException("cannot open the container's streams: " + e.getMessage(), e);
    }
  }

  private static Fd.Pipe remember(Fd.Pipe pipe, Deque<AutoCloseable> all) {
    all.push(pipe.read());
    all.push(pipe.write());
    return pipe;
  }

  private static <T extends AutoCloseable> T remember(T opened, Deque<AutoCloseable> all) {
    all.push(opened);
    return opened;
  }

  private static void closeQuietly(AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception _) {
      // The reason why all are closed is what counts.
    }
  }

  private static boolean isFifo(String path) throws IOException {
    return !path.isEmpty()
        && Files.exists(Path.of(path))
        && Files.readAttributes(Path.of(path), "*").get("isOther") == Boolean.TRUE;
  }

  private static Fd openInput(String path) throws IOException {
    return Fd.open(Path.of(path.isEmpty() ? "/dev/null" : path), Fd.Mode.READ);
  }

  private static Fd openOutput(String target) throws IOException {
    return switch (LogUri.parse(target)) {
      case LogUri.Nothing() -> Fd.open(Path.of("/dev/null"), Fd.Mode.WRITE);
      case LogUri.AtPath(Path path) ->
          Fd.open(path, isFifo(path.toString()) ? Fd.Mode.READ_WRITE : Fd.Mode.APPEND);
      case LogUri.AppendedFile(Path path) -> openFile(path);
      case LogUri.Logger _ -> throw new OciException("a logger for stderr alone is not possible");
    };
  }

  private static Fd openFile(Path file) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    return Fd.open(file, Fd.Mode.APPEND);
  }

  FdSink stdout() {
    return stdout;
  }

  FdSink stderr() {
    return stderr;
  }

  boolean hasStdin() {
    return !stdinPath.isEmpty();
  }

  /// As the guest gets them; none is a terminal. Called once, when it starts.
  ///
  /// @throws OciException if stdin cannot be opened
  Stdio forGuest() {
    return new Stdio(openStdin(), unclosable(stdout), unclosable(stderr), false, false, false);
  }

  /// Opens stdin, once. Only when the process starts: clients wait for a reader, then send all they
  /// have and say that it is closed (`ctr run` only if it knows the task by then). A client that
  /// has nothing to send, as `ctr run </dev/null`, is gone before, and says nothing: nobody waits
  /// to write then, and that is the end.
  ///
  /// @throws OciException if it cannot be opened
  ByteSource openStdin() {
    lock.lock();
    try {
      FdSource source = new FdSource(openInput(stdinPath), poller);
      stdin = source;
      // A client that waits counts as a writer from before there is a reader.
      if (!stdinClosed && isFifo(stdinPath) && !source.isAtEnd()) {
        stdinHold = Fd.open(Path.of(stdinPath), Fd.Mode.WRITE);
      }
      return source;
    } catch (IOException e) {
      throw new OciException("cannot open the container's stdin: " + e.getMessage(), e);
    } finally {
      lock.unlock();
    }
  }

  // A guest that closes its stderr must not take away the place for the reason of its trap.
  static ByteSink unclosable(FdSink sink) {
    return new ForwardingSink(sink);
  }

  /// Lets the guest see the end of stdin once the client has closed its end too. Calling it again
  /// does nothing.
  void closeStdin() {
    lock.lock();
    try {
      stdinClosed = true;
      if (stdinHold != null) {
        stdinHold.close();
        stdinHold = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds a last text to stderr, after what the guest wrote.
  void report(String text) {
    try {
      stderr.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // Nobody reads it.
    }
  }

  /// Takes no more from the guest.
  ///
  /// @return completes when what it wrote is written and the streams are closed
  CompletableFuture<Void> finish() {
    endStdin();
    stdout.close();
    stderr.close();
    CompletableFuture<Void> drained = CompletableFuture.allOf(stdout.drained(), stderr.drained());
    return logger == null
        ? drained
        : drained.thenRunAsync(logger::close, command -> Thread.ofVirtual().start(command));
  }

  /// Closes all now; what is not written yet is lost.
  @Override
  public void close() {
    endStdin();
    stdout.closeNow();
    stderr.closeNow();
    if (logger != null) {
      Thread.ofVirtual().start(logger::close);
    }
  }

  void endStdin() {
    closeStdin();
    lock.lock();
    try {
      if (stdin != null) {
        stdin.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
