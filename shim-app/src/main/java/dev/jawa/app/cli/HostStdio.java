package dev.jawa.app.cli;

import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.sys.ProcessStdio;

/// The standard streams of this process, less those that the guest shall not have.
final class HostStdio {

  private HostStdio() {}

  static Stdio of(WasiOptions options) {
    Stdio own = ProcessStdio.create();
    return new Stdio(
        options.inheritStdin() ? own.stdin() : new MemorySource(new byte[0]),
        options.inheritStdout() ? own.stdout() : new MemorySink(0),
        options.inheritStderr() ? own.stderr() : new MemorySink(0),
        options.inheritStdin() && own.stdinTerminal(),
        options.inheritStdout() && own.stdoutTerminal(),
        options.inheritStderr() && own.stderrTerminal());
  }
}
