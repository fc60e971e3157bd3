package dev.jawa.app.oci;

import dev.jawa.app.sys.Fd;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.FdSink;
import dev.jawa.app.sys.FdSource;
import dev.jawa.app.sys.Pty;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.Stdio;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// A terminal between a client and a process: what the client sends is typed, what the process
/// prints, with the terminal's echo, is what the client gets.
final class Terminal implements AutoCloseable {

  private final Pty pty;
  private final FdSource screen;
  private final FdSink keyboard;
  private final StdioPipes client;

  /// The guest's ends; a native process has its own.
  private final List<FdSink> guestOutputs = new ArrayList<>();

  private @Nullable FdSource guestInput;
  private CompletableFuture<Void> printed = CompletableFuture.completedFuture(null);

  private Terminal(Pty pty, StdioPipes client, FdPoller poller) throws IOException {
    this.pty = pty;
    this.screen = new FdSource(pty.master().duplicate(), poller);
    this.keyboard = new FdSink(pty.master().duplicate(), poller);
    this.client = client;
  }

  /// For a process that has the other side already.
  static Terminal of(Pty pty, StdioPipes client, FdPoller poller) throws IOException {
    Terminal terminal = new Terminal(pty, client, poller);
    terminal.print();
    return terminal;
  }

  /// A new one for a guest.
  static Terminal open(StdioPipes client, FdPoller poller) throws IOException {
    return new Terminal(Pty.open(), client, poller);
  }

  private void print() {
    printed = Pump.start("terminal output", screen, client.stdout());
  }

  /// Begins to type what the client sends; for a native process.
  void type() {
    type(client.openStdin());
  }

  private void type(ByteSource typed) {
    var _ = Pump.start("terminal input", typed, keyboard);
  }

  /// As the guest gets it, once.
  ///
  /// @param signal for the keys that mean one
  Stdio forGuest(FdPoller poller, IntConsumer signal) throws IOException {
    Fd slave = pty.openSlave();
    FdSource stdin = new FdSource(slave, poller);
    FdSink stdout = new FdSink(slave.duplicate(), poller);
    FdSink stderr = new FdSink(slave.duplicate(), poller);
    guestInput = stdin;
    guestOutputs.addAll(List.of(stdout, stderr));
    print();
    type(new SignalKeys(client.openStdin(), signal));
    return new Stdio(
        stdin, StdioPipes.unclosable(stdout), StdioPipes.unclosable(stderr), true, true, true);
  }

  void resize(int width, int height) throws IOException {
    pty.resize(width, height);
  }

  /// Prints a last text of ours; only while the guest's ends are open.
  void report(String text) throws IOException {
    for (FdSink output : guestOutputs.subList(0, Math.min(1, guestOutputs.size()))) {
      output.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /// Takes no more from the process.
  ///
  /// @return completes when what it printed is with the client
  CompletableFuture<Void> finish() {
    guestOutputs.forEach(FdSink::close);
    if (guestInput != null) {
      guestInput.close();
    }
    return printed.whenComplete((_, _) -> close());
  }

  @Override
  public void close() {
    screen.close();
    keyboard.closeNow();
    pty.close();
  }
}
