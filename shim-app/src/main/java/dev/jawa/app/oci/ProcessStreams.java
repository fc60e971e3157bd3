package dev.jawa.app.oci;

import dev.jawa.app.sys.ConsoleSocket;
import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSink;
import dev.jawa.wasi.ctx.Stdio;
import java.io.File;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The standard streams of one process, of a guest ([#forGuest]) or a native one ([#launch]), with
/// or without a terminal.
public final class ProcessStreams implements AutoCloseable {

  private final StdioPipes pipes;
  private final boolean wantsTerminal;
  private final FdPoller poller;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Terminal terminal;
  private volatile @Nullable FdSink nativeInput;
  private volatile @Nullable CarriedOutputs carried;

  private ProcessStreams(StdioPipes pipes, boolean wantsTerminal, FdPoller poller) {
    this.pipes = pipes;
    this.wantsTerminal = wantsTerminal;
    this.poller = poller;
  }

  /// Opens what a client asked for.
  ///
  /// @param id the container's, for a logger
  /// @param namespace containerd's, for a logger
  /// @throws OciException if an output cannot be opened
  public static ProcessStreams open(
      StdioRequest request, String id, String namespace, FdPoller poller) {
    StdioPipes pipes = StdioPipes.open(request, new LoggerProcess.Owner(id, namespace), poller);
    return new ProcessStreams(pipes, request.terminal(), poller);
  }

  /// As a guest gets them. Called once, when it starts.
  ///
  /// @param signal gets the number of a signal that was typed on the terminal
  /// @throws OciException if stdin or a terminal cannot be opened
  public Stdio forGuest(IntConsumer signal) {
    if (!wantsTerminal) {
      return pipes.forGuest();
    }
    try {
      return guestTerminal().forGuest(poller, signal);
    } catch (IOException e) {
      throw new OciException("cannot make a terminal: " + e.getMessage(), e);
    }
  }

  // A native process has its own by the time anybody asks; a guest's is made by who asks first.
  private Terminal guestTerminal() throws IOException {
    lock.lock();
    try {
      Terminal opened = terminal;
      if (opened == null) {
        opened = Terminal.open(pipes, poller);
        terminal = opened;
      }
      return opened;
    } finally {
      lock.unlock();
    }
  }

  /// Has a native process made with these streams.
  interface Launch {
    /// @throws OciException if it fails
    void with(NativeStdio stdio);
  }

  /// As a container's own native process gets them: its outputs are the client's. Nobody outlives
  /// it, so nobody holds them when it has ended.
  void launch(Launch launch) {
    File stdout = pipes.stdout().path().toFile();
    File stderr = pipes.stderr().path().toFile();
    launch(launch, stdin -> launch.with(new NativeStdio(stdin, stdout, stderr, null)));
  }

  /// As a further native process of a container gets them. A child of its own may outlive it and
  /// hold its outputs, so the client's are others.
  void launchBeside(Launch launch) {
    launch(launch, stdin -> launchCarried(stdin, launch));
  }

  private void launchCarried(File stdin, Launch launch) throws IOException {
    CarriedOutputs outputs = CarriedOutputs.open(poller);
    try {
      launch.with(outputs.stdio(stdin));
    } catch (RuntimeException e) {
      outputs.close();
      throw e;
    }
    outputs.carryTo(pipes);
    carried = outputs;
  }

  private interface LaunchOnPipes {
    void with(File stdin) throws IOException;
  }

  private void launch(Launch onTerminal, LaunchOnPipes onPipes) {
    try {
      if (wantsTerminal) {
        launchOnTerminal(onTerminal);
      } else {
        launchOnPipes(onPipes);
      }
    } catch (IOException e) {
      throw new OciException("cannot make the process's streams: " + e.getMessage(), e);
    }
  }

  private void launchOnTerminal(Launch launch) throws IOException {
    try (ConsoleSocket socket = ConsoleSocket.open()) {
      launch.with(NativeStdio.terminal(socket.path()));
      terminal = Terminal.of(socket.receive(), pipes, poller);
    }
  }

  private void launchOnPipes(LaunchOnPipes launch) throws IOException {
    if (!pipes.hasStdin()) {
      launch.with(new File("/dev/null"));
      return;
    }
    // Not the client's FIFO itself: its end would be seen only by who has it open at the right
    // time.
    Fd.Pipe input = Fd.pipe();
    nativeInput = new FdSink(input.write(), poller);
    try (Fd end = input.read()) {
      launch.with(end.path().toFile());
    }
  }

  /// Begins to hand a native process what the client sends.
  public void begin() {
    Terminal opened = terminal;
    FdSink input = nativeInput;
    if (opened != null) {
      opened.type();
    } else if (input != null) {
      var _ = Pump.start("stdin", pipes.openStdin(), input).thenRun(input::close);
    }
  }

  /// Sets the terminal's size; without a terminal nothing happens.
  public void resize(int width, int height) {
    try {
      if (wantsTerminal) {
        guestTerminal().resize(width, height);
      }
    } catch (IOException e) {
      throw new OciException("cannot resize the terminal: " + e.getMessage(), e);
    }
  }

  /// Lets the process see the end of stdin once the client has closed its end too. Calling it again
  /// does nothing.
  public void closeStdin() {
    pipes.closeStdin();
  }

  /// Adds a last text to stderr, after what a guest wrote.
  public void report(String text) {
    Terminal opened = terminal;
    if (opened == null) {
      pipes.report(text);
      return;
    }
    try {
      opened.report(text);
    } catch (IOException _) {
      // Nobody reads it.
    }
  }

  /// Takes no more from the process.
  ///
  /// @return completes when what it wrote is written and the streams are closed
  public CompletableFuture<Void> finish() {
    closeNativeInput();
    Terminal opened = terminal;
    CarriedOutputs outputs = carried;
    if (opened != null) {
      pipes.endStdin();
      return opened.finish().thenCompose(_ -> pipes.finish());
    }
    if (outputs != null) {
      pipes.endStdin();
      return outputs.ended().thenCompose(_ -> pipes.finish());
    }
    return pipes.finish();
  }

  /// Closes all now; what is not written yet is lost.
  @Override
  public void close() {
    closeNativeInput();
    pipes.close();
    CarriedOutputs outputs = carried;
    if (outputs != null) {
      outputs.close();
    }
    Terminal opened = terminal;
    if (opened != null) {
      opened.close();
    }
  }

  private void closeNativeInput() {
    FdSink input = nativeInput;
    if (input != null) {
      input.closeNow();
    }
  }
}
