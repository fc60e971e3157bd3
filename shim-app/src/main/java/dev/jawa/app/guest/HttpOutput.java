package dev.jawa.app.guest;

import dev.jawa.engine.Trap;
import dev.jawa.wasi.ctx.ByteSink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.PrefixedSink;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.sys.StreamSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// The stdout and stderr that all instances of an HTTP guest share.
final class HttpOutput {

  private static final byte[] NOTHING = new byte[0];

  private final OutputStream stdout;
  private final OutputStream stderr;
  private final boolean prefix;
  private final TrapText traps;

  /// @param prefix whether each line says which instance it is from
  /// @param traps how failed requests are told
  HttpOutput(Stdio stdio, boolean prefix, TrapText traps) {
    this.stdout = new SharedStream(stdio.stdout());
    this.stderr = new SharedStream(stdio.stderr());
    this.prefix = prefix;
    this.traps = traps;
  }

  /// The streams of one instance; closing them lets out a line without an end.
  record Lines(Stdio stdio) implements AutoCloseable {
    @Override
    public void close() {
      stdio.stdout().close();
      stdio.stderr().close();
    }
  }

  Lines of(long number) {
    return new Lines(
        new Stdio(
            new MemorySource(NOTHING),
            sink(stdout, "stdout", number),
            sink(stderr, "stderr", number),
            false,
            false,
            false));
  }

  private ByteSink sink(OutputStream shared, String name, long number) {
    return prefix
        ? new PrefixedSink(shared, name + " [" + number + "] :: ")
        : new StreamSink(shared);
  }

  /// Says why a request failed.
  void failed(long number, Throwable cause) {
    String text = cause instanceof Trap trap ? traps.of(trap) : cause + System.lineSeparator();
    write("request [" + number + "] failed: " + text);
  }

  /// Says something about all instances.
  void notice(String line) {
    write(line + System.lineSeparator());
  }

  private void write(String text) {
    try {
      stderr.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Nobody reads stderr any more; there is nowhere else to say it.
    }
  }
}
